"""What seniors say to an assignment.

What does not fit the floor as it is (an answer to an earlier assignment, of somebody without room, of the agent
concerned) changes nothing.
"""

from msgspec.structs import replace

from pipeline.domain.floor import Answer, Case, DecisionWhy
from pipeline.domain.routing_choice import able, free
from pipeline.domain.routing_draft import Draft, assignment_id


def answered(draft: Draft, event: Answer) -> None:
    """Fold an answer."""
    case = draft.cases.get(event.conversation_id)
    if case is None or case.phase in {"done", "ended"}:
        return
    if event.answer == "take_over":
        if case.owner == event.senior_id:
            _accept(draft, case)  # whoever takes what they were asked to take says no more than that they have it
        else:
            _hand(draft, case, event.senior_id, "taken_over", accepted=True)
        return
    if case.owner != event.senior_id or event.assignment_id != assignment_id(case):
        return
    match event.answer:
        case "accept":
            _accept(draft, case)
        case "decline":
            draft.back(case, "declined")
        case "hand_on":
            if event.to is None or not _hand(draft, case, event.to, "handed_on"):
                draft.back(case, "handed_on")
        case _:
            draft.end(case, "done")


def _accept(draft: Draft, case: Case) -> None:
    if case.phase == "assigned":
        draft.put(case, phase="acknowledged", since=draft.now, acknowledged_at=case.acknowledged_at or draft.now)


def _hand(draft: Draft, case: Case, to: str, why: DecisionWhy, *, accepted: bool = False) -> bool:
    """Give a case to somebody by name, if they can and have room; authority of a supervisor is not asked for."""
    senior = draft.seniors.get(to)
    if senior is None or to == case.owner or not free(senior, draft.loads):
        return False
    if not able(senior, replace(case, level=0)):
        return False
    if case.owner is not None:
        case = draft.back(case, why)
    draft.give(case, to, why, accepted=accepted)
    return True
