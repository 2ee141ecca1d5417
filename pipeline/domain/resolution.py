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
        work.claim = structs.replace(earlier, at=at)
    elif opened is not None:
        work.claim = Claim(at, work.problem, opened.first, opened.since)
    else:
        work.claim = Claim(at, work.problem, None)
    _settle(steps)
    steps.withdraw(at, "acted", "empathy_without_action", "broken_promise", "no_authority", "repeated_script")


def confirm(steps: Steps, at: int, *, surely: bool = True) -> None:
    """The customer says that it is over. Where that is only understood (not ``surely``), it can still be denied."""
    opened = steps.work.gap
    steps.work.claim = None
    if not surely:
        empathy, since = (None, 0) if opened is None else (opened.first, opened.since)
        steps.work.claim = Claim(at, steps.work.problem, empathy, since)
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
        work.gap = Gap(claim.empathy_since, claim.empathy, shown, shown, replies=0)
        gap.run_or_rest(work, shown.at)


def hand_off(steps: Steps, taken: Evidence) -> None:
    """Somebody else has the problem now; it stays open. ``taken`` tells so."""
    work, at = steps.work, taken.at
    work.no_authority = work.senior = work.handoff = None
    work.ball_with_customer = False
    # A look that the old owner announced is not the new owner's.
    work.promises = tuple(p for p in work.promises if p.kind != "check")
    steps.withdraw(at, "handed_off", "empathy_without_action", "no_authority", "asked_for_senior", "vulnerable")
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


def _settle(steps: Steps) -> None:
    work = steps.work
    work.problem = work.gap = work.no_authority = work.statement = work.handoff = None
    work.promises = work.broken = ()
    work.scripts = ()
    work.apologies = 0
