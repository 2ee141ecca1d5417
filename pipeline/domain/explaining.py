"""How a conversation stands, and what runs in it, in words."""

from collections.abc import Iterator

from msgspec import Struct

from pipeline.domain import deadlines, gap
from pipeline.domain.escalation import Reason
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, draft


class Running(Struct, frozen=True):
    """A wait that escalates at ``due`` (ms) if nothing happens before."""

    reason: Reason
    due: int


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


def standing(state: Conversation, rules: Rules) -> str:
    """The conversation in one line."""
    turn = "customer" if state.ball_with_customer else "agent"
    parts = [f"distress {below(state.distress, rules)}", f"{turn}'s turn"]
    parts.append("problem open" if state.problem is not None else "no problem open")
    if state.gap is not None:
        parts.append(f"empathy gap open, {state.gap.replies} empathic replies of this owner")
    if state.owner:
        parts.append(f"owner {state.owner}")
    return ", ".join(parts)


def below(distress: float, rules: Rules) -> str:
    """A figure of distress, never rounded up to a threshold that it has not reached."""
    thresholds = (rules.distress_problem, rules.distress_calm, rules.distress_high, rules.distress_severe)
    if any(distress < threshold <= round(distress, 2) for threshold in thresholds):
        return f"{int(distress * 1_000) / 1_000:.3f}"
    return f"{distress:.2f}"


def span(ms: int) -> str:
    """A duration as people say it: ``2 m 41 s``, ``1 h 5 m``."""
    minutes, seconds = divmod(max(0, ms) // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m" if hours else f"{minutes} m {seconds} s"
