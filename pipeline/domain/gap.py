"""The empathy gap: empathy shown to an open problem, and nothing done yet.

The wait runs while it is not the customer's turn; what it has run adds up over the turns.
"""

from msgspec import structs

from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.rules import Rules, milliseconds
from pipeline.domain.state import Draft, Gap


def rests(work: Draft) -> bool:
    """Whether the wait stands still: the customer's turn, a promise, a refusal, nobody there."""
    gap = work.gap
    return (
        gap is None
        or gap.fired
        or refused(work)
        or work.ball_with_customer
        or not work.owned
        or work.closed_at is not None
        or held_by_promise(work)
    )


def held_by_promise(work: Draft) -> bool:
    """Whether a promise is pending that holds the gap; "let me check" does not."""
    return any(p.kind != "check" for p in work.promises)


def refused(work: Draft) -> bool:
    """Whether the company has said no for good, with its reason."""
    return work.problem is not None and work.problem.refused is not None


def run_or_rest(work: Draft, at: int) -> None:
    """Start or stop the wait, as things stand after something happened at ``at``."""
    gap = work.gap
    if gap is None:
        return
    if rests(work):
        if gap.running is not None:
            waited = gap.waited + max(0, at - gap.running)
            work.gap = structs.replace(gap, waited=waited, running=None)
    elif gap.running is None:
        work.gap = structs.replace(gap, running=at)


def due(work: Draft, rules: Rules) -> int | None:
    """When the wait runs out (ms), or None while it rests."""
    gap = work.gap
    if gap is None or gap.running is None or rests(work):
        return None
    return gap.running + milliseconds(rules.gap_wait) - gap.waited


def restart(work: Draft, at: int) -> None:
    """The wait begins anew, for the same owner."""
    if work.gap is not None:
        work.gap = structs.replace(work.gap, waited=0, running=None)
        run_or_rest(work, at)


def forget_refusal(work: Draft) -> None:
    """The company's final no does not hold the wait any more."""
    if work.problem is not None and work.problem.refused is not None:
        work.problem = structs.replace(work.problem, refused=None)


def new_owner(work: Draft, taken: Evidence) -> None:
    """A handoff: the wait begins anew. The next empathic message is its owner's first; a no was the former one's."""
    forget_refusal(work)
    if work.gap is not None:
        work.gap = structs.replace(work.gap, anchor=None, replies=0, waited=0, running=None, fired=False, taken=taken)
        run_or_rest(work, taken.at)


def show_empathy(work: Draft, shown: Evidence, *, new_reply: bool) -> None:
    """An agent's empathic message to an open problem."""
    gap = work.gap
    if gap is None:
        work.gap = Gap(since=shown.at, first=shown, anchor=shown, latest=shown)
        return
    replies = gap.replies + new_reply
    work.gap = structs.replace(gap, anchor=gap.anchor or shown, latest=shown, replies=replies)


def fire(steps: Steps, at: int, *, closing: bool = False) -> None:
    """Escalate the gap, once."""
    work = steps.work
    gap = work.gap
    if gap is None or gap.fired:
        return
    shown = [_anchor(steps, gap), gap.first, gap.latest]
    if work.problem is not None:
        shown.append(work.problem.evidence)
    milder = closing and refused(work) and not (work.problem is not None and work.problem.objected)
    steps.open("empathy_without_action", at, tuple(shown), floor="info" if milder else None)
    work.gap = structs.replace(gap, fired=True, running=None)


def _anchor(steps: Steps, gap: Gap) -> Evidence:
    """What the escalation is about: the owner's sympathy; without one, an earlier owner's, or else the handoff."""
    if gap.anchor is not None:
        return gap.anchor
    if gap.taken is not None and steps.has_opened("empathy_without_action", gap.first):
        return gap.taken
    return gap.denied or gap.first
