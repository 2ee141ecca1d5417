"""How a conversation closes, comes back, ends and is forgotten."""

from pipeline.domain import gap
from pipeline.domain.escalating import ENDS_AT_CLOSE, Steps
from pipeline.domain.escalation import ChatGone, FoldOutcome
from pipeline.domain.rules import Rules, milliseconds
from pipeline.domain.state import Draft, Open


def close(steps: Steps, at: int) -> None:
    """The chat system says that it is over. A second time says nothing new."""
    work = steps.work
    if work.closed_at is not None:
        return
    if not work.ball_with_customer and not gap.held_by_promise(work):
        gap.fire(steps, at, closing=True)
    gap.run_or_rest(work, at)
    work.closed_at = at
    gap.run_or_rest(work, at)
    work.distress_spent, work.highs = False, 0
    work.waiting = work.no_authority = work.senior = work.handoff = None
    steps.close(at, "ended", *ENDS_AT_CLOSE)


def unowned(work: Draft) -> bool:
    """Whether an open conversation lies with nobody: it was transferred to nobody in particular."""
    return not work.owned and work.closed_at is None


def reopen(work: Draft) -> None:
    """It goes on; replies from now on are later replies."""
    work.closed_at = None
    work.replied = True


def end_of(found: Open, work: Draft, rules: Rules) -> int | None:
    """When an escalation of a closed conversation ends by itself (ms)."""
    if work.closed_at is None:
        return None
    return max(work.closed_at, found.opened_at) + milliseconds(rules.ended_after_close)


def retire_due(work: Draft, rules: Rules) -> int | None:
    """When nothing is left to wait for (ms); None while a promise is pending that somebody may keep."""
    if work.promises and not unowned(work):
        return None
    if work.closed_at is not None:
        ends = (work.closed_at, *(e.opened_at for e in work.escalations))
        return max(ends) + milliseconds(rules.ended_after_close)
    silent = work.last_at + milliseconds(rules.ended_after_silence)
    kept = milliseconds(rules.ended_after_close)
    return max((silent, *(e.opened_at + kept for e in work.escalations)))


def retire(steps: Steps, at: int, out: list[FoldOutcome]) -> None:
    """Everything ends; a marker stays, so that old events change nothing."""
    steps.close(at, "ended")
    _leave_marker(steps.work, at, at + milliseconds(steps.rules.marker_kept), out)


def erase(steps: Steps, at: int, out: list[FoldOutcome]) -> None:
    """The conversation is forgotten, but for a marker that keeps redelivered events out."""
    steps.close(at, "erased")
    _leave_marker(steps.work, at, at + milliseconds(steps.rules.erased_marker_kept), out)


def _leave_marker(work: Draft, at: int, forget_at: int, out: list[FoldOutcome]) -> None:
    blank = Draft(work.id)
    for name in blank.__struct_fields__:
        if name not in {"seen", "opened_ids"}:
            setattr(work, name, getattr(blank, name))
    work.last_at = work.retired_at = at
    work.forget_at = forget_at
    out.append(ChatGone(conversation_id=work.id))
