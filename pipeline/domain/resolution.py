"""How a problem ends, and how it comes back."""

from msgspec import structs

from pipeline.domain import gap, promised
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.state import Claim, Gap, Problem


def act(steps: Steps, at: int) -> None:
    """A resolving action: the problem is at its end, unless the customer denies it."""
    work = steps.work
    opened, earlier = work.gap, work.claim
    if work.problem is None and earlier is not None:
        # Said again, or recorded after it was said: what was resolved stays the same.
        work.claim = structs.replace(earlier, at=at, confirmed=False)
    else:
        work.claim = _claim(at, work.problem, opened)
    _settle(steps)
    steps.withdraw(at, "acted", "empathy_without_action", "broken_promise", "no_authority", "repeated_script")


def confirm(steps: Steps, at: int, *, surely: bool = True) -> None:
    """The customer says that it is over, or that is understood (not ``surely``). They may find that it is not."""
    work = steps.work
    if work.problem is not None:
        work.claim = _claim(at, work.problem, work.gap, confirmed=surely)
    elif work.claim is not None:
        work.claim = structs.replace(work.claim, confirmed=surely)
    work.waiting = None
    _settle(steps)
    steps.work.senior = None
    steps.withdraw(
        at,
        "confirmed",
        "empathy_without_action",
        "broken_promise",
        "no_authority",
        "repeated_script",
        "distress",
    )


def deny(steps: Steps, shown: Evidence) -> None:
    """What was claimed is not so: the problem is open again, and earlier empathy counts."""
    work = steps.work
    claim = work.claim
    if claim is None or work.problem is not None:
        return
    work.claim = None
    old = claim.problem
    # What is wanted was said when the problem was stated; the denial says only that it has not come.
    work.problem = Problem(shown.at, shown) if old is None else Problem(old.since, old.evidence, old.threat)
    if claim.empathy is not None:
        # Nothing was done after all, but the next sympathy is the first after the claim.
        work.gap = Gap(claim.empathy_since, claim.empathy, shown, shown, replies=0, denied=shown)
        gap.run_or_rest(work, shown.at)


def hand_off(steps: Steps, taken: Evidence) -> None:
    """Somebody else has the problem now; it stays open. ``taken`` tells so."""
    work, at = steps.work, taken.at
    work.no_authority = work.senior = work.handoff = None
    if work.ball_with_customer:
        # What the customer has not answered the new owner must ask, in whatever words.
        work.ball_with_customer, work.asked, work.scripts = False, (), ()
    # A look that the old owner announced is not the new owner's.
    work.promises = tuple(p for p in work.promises if p.kind != "check")
    steps.withdraw(at, "handed_off", "empathy_without_action", "no_authority", "asked_for_senior")
    if work.owned:
        # Somebody in danger is not helped by a queue.
        steps.withdraw(at, "handed_off", "vulnerable")
    promised.keep(steps, at, "handed_off", "handoff")
    gap.new_owner(work, taken)


def refuse(steps: Steps, shown: Evidence) -> None:
    """The company says no, with its reason: the wait stops."""
    work = steps.work
    if work.problem is not None:
        work.problem = structs.replace(work.problem, refused=shown)


def object_to_refusal(steps: Steps) -> None:
    """The customer does not take the refusal."""
    problem = steps.work.problem
    if problem is not None and problem.refused is not None:
        steps.work.problem = structs.replace(problem, objected=True)


def _claim(at: int, problem: Problem | None, opened: Gap | None, *, confirmed: bool = False) -> Claim:
    if opened is None:
        return Claim(at, problem, None, confirmed=confirmed)
    return Claim(at, problem, opened.first, opened.since, confirmed)


def _settle(steps: Steps) -> None:
    work = steps.work
    work.problem = work.gap = work.no_authority = work.statement = work.handoff = None
    work.promises = work.broken = ()
    work.scripts = ()
    work.apologies = 0
