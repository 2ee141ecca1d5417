"""What a supervisor would see of an open conversation, told when it changes."""

from typing import NamedTuple

from pipeline.domain.deadlines import Deadline
from pipeline.domain.escalation import ChatStatus, FoldOutcome
from pipeline.domain.missing import awaited
from pipeline.domain.rules import Rules
from pipeline.domain.state import Fields, Problem


class Standing(NamedTuple):
    """A conversation and the deadline that would escalate next."""

    fields: Fields
    next_up: Deadline | None

    @property
    def due(self) -> int | None:
        """When it would escalate (ms)."""
        return None if self.next_up is None else self.next_up.at


def report(before: Standing, now: Standing, at: int, rules: Rules, out: list[FoldOutcome]) -> None:
    """Add the conversation's status to the outcomes, where a supervisor would see a change."""
    if now.fields.retired_at is not None:
        return
    shown = view(now, at, rules)
    # Most changes move the deadline: then nobody need know what was shown before.
    if not before.fields.seen or before.due != shown.due_at or view(before, at, rules) != shown:
        out.append(shown)


def view(standing: Standing, at: int, rules: Rules) -> ChatStatus:
    """The conversation as it stands at ``at`` (ms). Distress to two decimals."""
    work, next_up = standing
    distressed = work.distress >= rules.distress_high
    return ChatStatus(
        conversation_id=work.id,
        at=at,
        distress=round(work.distress, 2),
        owner=work.owner or None,
        ball="customer" if work.ball_with_customer else "agent",
        problem_since=work.problem.since if work.problem is not None else None,
        gap_since=work.gap.since if work.gap is not None else None,
        due_at=standing.due,
        missing=_missing(next_up, work.problem),
        at_risk=bool(work.escalations) or work.gap is not None or distressed,
        open_escalations=tuple(e.id for e in work.escalations),
        language_unsupported=work.language_unsupported,
        team=work.team,
        queue=work.queue,
    )


def _missing(next_up: Deadline | None, problem: Problem | None) -> str | None:
    if next_up is None or next_up.reason is None:
        return None
    return awaited(next_up.reason, problem, next_up.promise)
