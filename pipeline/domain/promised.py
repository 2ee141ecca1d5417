"""Promises of a conversation: broken at their time, or kept after it."""

from msgspec import structs

from pipeline.domain import gap
from pipeline.domain.cues import PromiseKind
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Why
from pipeline.domain.state import Draft, Promise


def wants(work: Draft, promise: Promise) -> bool:
    """Whether the customer still owes what was asked for with it: then it falls due unnoticed."""
    return promise.needs and work.ball_with_customer


def given(work: Draft, at: int) -> None:
    """The customer has answered: the time of what was asked for is theirs, not the agent's."""
    work.promises = tuple(
        structs.replace(p, due=p.due + max(0, at - p.evidence.at), needs=False) if p.needs else p for p in work.promises
    )


def break_it(steps: Steps, promise: Promise, at: int) -> None:
    """A promise was not kept. Beside another that is open it waits: one is told at a time."""
    work = steps.work
    if work.find("broken_promise") is None:
        _tell(steps, promise, at)
    else:
        work.broken = (*work.broken, promise)
    gap.forget_refusal(work)
    gap.restart(work, at)


def keep(steps: Steps, at: int, why: Why, *kinds: PromiseKind) -> None:
    """What was promised has come, in time or not. What else is broken is told now."""
    work = steps.work
    work.promises = tuple(p for p in work.promises if p.kind not in kinds)
    work.broken = tuple(p for p in work.broken if p.kind not in kinds)
    told = work.find("broken_promise")
    if told is None or told.promise not in kinds:
        return
    steps.withdraw(at, why, "broken_promise")
    if work.broken:
        first, *others = work.broken
        work.broken = tuple(others)
        _tell(steps, first, at)


def _tell(steps: Steps, promise: Promise, at: int) -> None:
    problem = steps.work.problem
    shown = (promise.evidence, *([problem.evidence] if problem else []))
    steps.open("broken_promise", at, shown, promise=promise.kind)
