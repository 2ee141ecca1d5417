"""What a supervisor would see of an open conversation, told when it changes."""

from msgspec import structs

from pipeline.domain import deadlines
from pipeline.domain.escalation import ChatStatus, FoldOutcome
from pipeline.domain.missing import awaited
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, Draft, Problem, draft


def report(before: Conversation, work: Draft, at: int, rules: Rules, out: list[FoldOutcome]) -> None:
    """Add the conversation's status to the outcomes, where a supervisor would see a change."""
    if work.retired_at is not None:
        return
    now = view(work, at, rules)
    if not before.seen or structs.replace(view(draft(before), at, rules), at=at) != now:
        out.append(now)


def view(work: Draft, at: int, rules: Rules) -> ChatStatus:
    """The conversation as it stands at ``at`` (ms). Distress to two decimals."""
    next_up = deadlines.next_escalation(work, rules)
    distressed = work.distress >= rules.distress_high
    return ChatStatus(
        conversation_id=work.id,
        at=at,
        distress=round(work.distress, 2),
        owner=work.owner or None,
        ball="customer" if work.ball_with_customer else "agent",
        problem_since=work.problem.since if work.problem is not None else None,
        gap_since=work.gap.since if work.gap is not None else None,
        due_at=next_up.at if next_up is not None else None,
        missing=_missing(next_up, work.problem),
        at_risk=bool(work.escalations) or work.gap is not None or distressed,
        open_escalations=tuple(e.id for e in work.escalations),
        language_unsupported=work.language_unsupported,
        team=work.team,
        queue=work.queue,
    )


def _missing(next_up: deadlines.Deadline | None, problem: Problem | None) -> str | None:
    if next_up is None or next_up.reason is None:
        return None
    return awaited(next_up.reason, problem, next_up.promise)
