"""What a senior has taken, told to the judgement: the escalations of that conversation are acknowledged."""

from uuid import UUID, uuid5

from pipeline.domain.events import Feedback
from pipeline.domain.floor import Case
from pipeline.domain.routing_draft import assignment_id

_IDS = UUID("b1b6a1f0-6f0e-5c4b-9b53-3c3f1c1b7a55")


def taken(before: Case | None, after: Case | None, at: int) -> list[Feedback]:
    """Feedback (``at``, ms) on each escalation that has come into a senior's hands between two states of a case.

    One that opens in a conversation which somebody has is theirs too. The id depends on escalation and assignment
    alone: written again, it changes nothing. Nobody is told where the conversation's partition is not known.
    """
    if after is None or after.owner is None or after.partition is None:
        return []
    theirs = _theirs(after)
    return [
        Feedback(
            id=f"fb-{uuid5(_IDS, '/'.join(mark))}",
            conversation_id=after.conversation_id,
            at=at,
            role="supervisor",
            author_id=after.owner,
            escalation_id=mark[0],
            verdict="acknowledged",
        )
        for mark in sorted(theirs - _theirs(before))
    ]


def _theirs(case: Case | None) -> set[tuple[str, str]]:
    """Escalations with the assignment under which somebody said that they have them."""
    if case is None or case.phase != "acknowledged":
        return set()
    return {(name, assignment_id(case) or "") for name in case.open}
