"""Why something is escalated, and why not, in words."""

from collections.abc import Iterator

from msgspec import Struct

from pipeline.domain import deadlines, gap
from pipeline.domain.escalation import Reason
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, draft

_NO_PROBLEM = "the customer has stated no problem, or says that it is over"


class Running(Struct, frozen=True):
    """A wait that escalates at ``due`` (ms) if nothing happens before."""

    reason: Reason
    due: int


class Verdict(Struct, frozen=True):
    """What keeps a reason from opening."""

    reason: Reason
    because: str


def running(state: Conversation, rules: Rules) -> list[Running]:
    """The waits that run, the next first."""
    found = (Running(d.reason, d.at) for d in deadlines.escalating(draft(state), rules) if d.reason is not None)
    return sorted(found, key=lambda one: one.due)


def clocks(state: Conversation, now: int, rules: Rules) -> Iterator[str]:
    """What runs, and until when, as seen at ``now`` (ms)."""
    for one in running(state, rules):
        yield f"{one.reason} in {span(one.due - now)}"
    if (rest := resting(state)) is not None:
        yield rest


def resting(state: Conversation) -> str | None:
    """That the gap's wait stands still, and why, where it does."""
    if state.gap is None or state.gap.running is not None or state.gap.fired:
        return None
    return f"empathy gap rests after {span(state.gap.waited)}: {why_rests(state)}"


def why_rests(state: Conversation) -> str:
    """Why the gap's wait stands still."""
    work = draft(state)
    if work.closed_at is not None:
        return "the conversation is closed"
    if work.ball_with_customer:
        return "the customer is asked for something"
    if gap.held_by_promise(work):
        return "a promise is pending"
    if gap.refused(work):
        return "the company has refused, with its reason"
    if not work.owned:
        return "it is transferred to nobody yet"
    return "it has been escalated"


def standing(state: Conversation) -> str:
    """The conversation in one line."""
    level = state.levels[-1] if state.levels else 0.0
    turn = "customer" if state.ball_with_customer else "agent"
    parts = [f"distress {level:.2f}", f"{turn}'s turn"]
    parts.append("problem open" if state.problem is not None else "no problem open")
    if state.gap is not None:
        parts.append(f"empathy gap open, {state.gap.replies} empathic replies of this owner")
    if state.owner:
        parts.append(f"owner {state.owner}")
    return ", ".join(parts)


def why_not(state: Conversation) -> Iterator[Verdict]:
    """For a conversation of which nothing is open: what keeps the chief reasons from opening."""
    if state.escalations:
        return
    if state.problem is None:
        over = "a resolving action has followed" if state.claim is not None else _NO_PROBLEM
        yield Verdict("empathy_without_action", over)
    elif state.gap is None:
        yield Verdict("empathy_without_action", "no empathy has been shown to the problem")
    elif state.gap.running is None:
        yield Verdict("empathy_without_action", f"the wait rests, {why_rests(state)}")
    if not state.promises:
        yield Verdict("broken_promise", "no promise is pending")
    if state.waiting is None:
        yield Verdict("unanswered", "the customer waits for no reply")


def span(ms: int) -> str:
    """A duration as people say it: ``2 m 41 s``, ``1 h 5 m``."""
    minutes, seconds = divmod(max(0, ms) // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m" if hours else f"{minutes} m {seconds} s"
