"""What keeps each reason from being open, in words."""

from collections.abc import Iterator, Mapping
from typing import get_args

from msgspec import Struct

from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.domain.explaining import below, running, why_rests
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation

_NO_PROBLEM = "the customer has stated no problem, or says that it is over"


class Verdict(Struct, frozen=True):
    """What keeps a reason from opening."""

    reason: Reason
    because: str = ""
    """May be empty where it was open and has ended."""
    ended: EscalationStep | None = None
    """The step that ended it, where that still says how it stands."""


def why_not(state: Conversation, ended: Mapping[Reason, EscalationStep], rules: Rules) -> Iterator[Verdict]:
    """A verdict on each reason that neither is open nor waits; ``ended``: the last step of those that were."""
    known = {found.reason for found in state.escalations} | {one.reason for one in running(state, rules)}
    for reason in get_args(Reason):
        if reason in known:
            continue
        chief = _chief(reason, state)
        step = ended.get(reason)
        if step is not None and (state.problem is None or not chief):
            yield Verdict(reason, chief, step)
        elif because := chief or _because(reason, state, rules):
            yield Verdict(reason, because)


def _chief(reason: Reason, state: Conversation) -> str:
    """What keeps one of the reasons that hang on a wait from opening."""
    match reason:
        case "empathy_without_action":
            return _no_gap(state)
        case "broken_promise" if not state.promises:
            return "no promise is pending"
        case "unanswered" if state.waiting is None:
            return "the customer waits for no reply"
        case _:
            return ""


def _no_gap(state: Conversation) -> str:
    if state.problem is None:
        return "a resolving action has followed" if state.claimed else _NO_PROBLEM
    if state.gap is None:
        return "no empathy has been shown to the problem"
    return f"the wait rests, {why_rests(state)}" if state.gap.running is None else ""


def _because(reason: Reason, state: Conversation, rules: Rules) -> str:
    match reason:
        case "vulnerable":
            return "nobody is said to be in danger or special need"
        case "distress" if state.distress < rules.distress_high:
            return f"distress {below(state.distress, rules)} is below {rules.distress_high:g}"
        case "repeated_script" if state.problem is None:
            return "no problem is open"
        case _ if state.closed_at is not None:
            return "the conversation is closed"
        case "distress":
            return f"high over {state.highs} of {rules.distress_messages} messages, or not fallen since it was told"
        case "no_authority":
            return "the agent has not said that they may not act, or somebody else has it now"
        case "asked_for_senior":
            return "the customer asks for nobody else, or has been handed on"
        case "repeated_script":
            return f"{state.apologies} of {rules.apologies} apologies, and no text again, with nothing done between"
        case _ if not state.owned:
            return "it is transferred to nobody yet"
        case _:
            return ""
