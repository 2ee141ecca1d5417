"""What keeps each reason from being open, as ``explain`` tells it at a conversation's end."""

from collections.abc import Iterator, Mapping
from typing import get_args

from msgspec import structs

from pipeline.domain import explaining
from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.wire.times import to_iso


def why_not(state: Conversation, ended: Mapping[Reason, EscalationStep], rules: Rules) -> Iterator[str]:
    """A line for each reason that neither is open nor waits; ``ended``: the last step of those that were."""
    open_or_waiting = {found.reason for found in state.escalations}
    open_or_waiting |= {one.reason for one in explaining.running(state, rules)}
    # What is open says nothing of the other reasons: they are asked for as if it were not.
    chief = {told.reason: told.because for told in explaining.why_not(structs.replace(state, escalations=()))}
    for reason in get_args(Reason):
        if reason in open_or_waiting:
            continue
        step = ended.get(reason)
        if step is not None and (state.problem is None or reason not in chief):
            because = f"it ended at {to_iso(step.at)} ({step.why})"
        else:
            because = chief.get(reason) or _because(reason, state, rules)
        if because:
            yield f"{reason}: {because}"


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
        case _:
            return ""


def standing(state: Conversation, rules: Rules) -> str:
    """The conversation in one line."""
    told = explaining.standing(state)
    return told.replace(f"distress {state.distress:.2f}", f"distress {below(state.distress, rules)}", 1)


def below(distress: float, rules: Rules) -> str:
    """A figure of distress, never rounded up to a threshold that it has not reached."""
    thresholds = (rules.distress_problem, rules.distress_calm, rules.distress_high, rules.distress_severe)
    if any(distress < threshold <= round(distress, 2) for threshold in thresholds):
        return f"{int(distress * 1_000) / 1_000:.3f}"
    return f"{distress:.2f}"
