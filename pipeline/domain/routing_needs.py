"""What conversations need beside their reason. The chat system knows it early, often before anybody is to be asked."""

from heapq import nsmallest

from msgspec.structs import replace

from pipeline.domain.floor import Case, Need
from pipeline.domain.routing_choice import able
from pipeline.domain.routing_draft import Draft

MOST_REMEMBERED = 100_000
"""Conversations. With more, the oldest needs of those that were never escalated are forgotten, a hundredth at once."""


def needed(draft: Draft, event: Need) -> None:
    """Fold a need. Who was asked and cannot give it is asked no longer; who has accepted keeps the conversation."""
    case = draft.cases.get(event.conversation_id)
    told = {event.language, event.skill, event.refund} != {None}
    if case is None:
        if not told:
            return
        # A marker as of a case that is over: programs that know nothing of needs forget it in their time.
        case = Case(
            conversation_id=event.conversation_id, phase="ended", opened_by="", opened_at=draft.now, since=draft.now
        )
        _make_room(draft)
    case = draft.put(
        case,
        language=event.language,
        skill=event.skill,
        refund=event.refund,
        needed_at=draft.now if told else None,
    )
    if case.phase == "assigned" and not able(draft.seniors[case.owner or ""], replace(case, level=0)):
        draft.back(case, "left")


def _make_room(draft: Draft) -> None:
    if len(draft.cases) < MOST_REMEMBERED:
        return
    never = [case for case in draft.cases.values() if not case.opened_by]
    for case in nsmallest(max(1, MOST_REMEMBERED // 100), never, key=lambda one: (one.since, one.conversation_id)):
        draft.forget(case)
