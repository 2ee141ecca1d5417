"""Which claims stand.

What is laid before the customer to agree to, or to choose from, is not done; nor has a new owner who says that they are
there done, promised, handed over or felt anything.
"""

from collections.abc import Sequence

from pipeline.language.matcher import Hit

_TAKEN_BACK = {
    "request.confirm": ("action.",),
    "request.options": ("action.solution",),
    "denial.claimed": ("confirm.",),
    "partly": ("confirm.", "talk.delight", "talk.joy"),
    "answer.content": ("denial",),
    "talk.unaware": ("denial", "objection", "confirm.", "problem."),
    "talk.has": ("denial", "problem.stated", "anger.again"),
}
"""Cues of a whole message, and the cues that mean nothing beside them."""
_TAKEN_BACK_HERE: dict[str, tuple[str, ...]] = {
    "talk.aside": ("promise.", "handoff."),
    "request.first": ("promise.", "handoff."),
    "talk.relayed": ("promise.check", "promise.action", "handoff."),
    "talk.elsewhere": ("request.give", "request.need"),
    "news.told": ("action.",),
    "rhetoric.hold": ("promise.answer",),
    "talk.mine": ("problem.failure", "problem.put_right", "anger.waited"),
}
"""Cues of a clause, and the cues that mean nothing in it."""
_TAKEN_BACK_AT: dict[str, tuple[str, ...]] = {
    "handoff.words": ("promise.action",),
    "promise.asked": ("promise.action", "promise.check", "handoff."),
    "rhetoric.hold": ("request.",),
    "talk.chased": ("problem.unmet",),
    "anger.wry": ("anger.sarcasm",),
    "talk.path": ("action.",),
    "talk.halfway": ("action.",),
}
"""Cues, and those that mean nothing in the same words."""
_TAKERS = _TAKEN_BACK_HERE.keys() | _TAKEN_BACK_AT.keys()


def _in_parting(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Care that is offered for later, as chats close: "if you need us, we're always here"."""
    return hit.rule.name == "empathy.care" and any(
        other.rule.name.startswith("closing.") and other.start < hit.within.end and hit.within.start < other.within.end
        for other in hits
    )


_ARRIVAL = "talk.arrival"


def _of_arrival(hit: Hit, hits: Sequence[Hit]) -> bool:
    """The words by which a new owner says that they have the chat now, taken for something else."""
    return hit.rule.name.startswith(("handoff.", "action.", "promise.", "empathy.")) and any(
        other.rule.name == _ARRIVAL and other.start <= hit.start and hit.end <= other.end for other in hits
    )


def _unmeant(hit: Hit, takers: Sequence[Hit]) -> bool:
    """What another cue of the same clause, or of the same words, takes back."""
    for other in takers:
        here, at = _TAKEN_BACK_HERE.get(other.rule.name), _TAKEN_BACK_AT.get(other.rule.name)
        if here and hit.rule.name.startswith(here) and _meet(hit, other.within.start, other.within.end):
            return True
        if at and hit.rule.name.startswith(at) and _meet(hit, other.start, other.end):
            return True
    return False


def _meet(hit: Hit, start: int, end: int) -> bool:
    return hit.start < end and start < hit.end


def standing(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without the claims that others of the same message take back."""
    back = tuple(name for hit in hits for name in _TAKEN_BACK.get(hit.rule.name, ()))
    takers = [hit for hit in hits if hit.rule.name in _TAKERS]
    return [
        hit
        for hit in hits
        if not (
            hit.rule.name.startswith(back) or _in_parting(hit, hits) or _of_arrival(hit, hits) or _unmeant(hit, takers)
        )
    ]
