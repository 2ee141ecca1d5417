"""Why something is escalated, and why not, in words."""

from collections.abc import Iterator

from pipeline.domain import deadlines, gap
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, draft


def clocks(state: Conversation, now: int, rules: Rules) -> Iterator[str]:
    """What runs, and until when, as seen at ``now`` (ms)."""
    work = draft(state)
    for found in sorted(deadlines.escalating(work, rules), key=lambda d: d.at):
        yield f"{found.reason} in {_span(found.at - now)}"
    if state.gap is not None and state.gap.running is None and not state.gap.fired:
        yield f"empathy gap rests after {_span(state.gap.waited)}: {why_rests(state)}"


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


def why_not(state: Conversation) -> Iterator[str]:
    """For a conversation of which nothing is open: what keeps the chief reasons from opening."""
    if state.escalations:
        return
    if state.claim is not None:
        yield "empathy_without_action: a resolving action has followed"
    elif state.problem is None:
        yield "empathy_without_action: the customer has stated no problem, or says that it is over"
    elif state.gap is None:
        yield "empathy_without_action: no empathy has been shown to the problem"
    elif state.gap.running is None:
        yield f"empathy_without_action: the wait rests, {why_rests(state)}"
    if not state.promises:
        yield "broken_promise: no promise is pending"
    if state.waiting is None:
        yield "unanswered: the customer waits for no reply"


def _span(ms: int) -> str:
    minutes, seconds = divmod(max(0, ms) // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m" if hours else f"{minutes} m {seconds} s"
