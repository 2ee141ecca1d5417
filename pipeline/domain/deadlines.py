"""A conversation's deadlines: which is next, and what happens when it passes."""

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple

from msgspec import structs

from pipeline.domain import gap, life, promised, turns
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence, FoldOutcome, Reason
from pipeline.domain.rules import Rules
from pipeline.domain.state import Draft, Open, Pending, Promise

Fire = Callable[[Steps, int, list[FoldOutcome]], None]


class Deadline(NamedTuple):
    """A time (ms) and what happens then; an escalation's has a reason."""

    at: int
    fire: Fire
    reason: Reason | None = None
    promise: Evidence | None = None


class Ahead(NamedTuple):
    """What comes next, if nothing happens before; of equal times what is named first."""

    first: Deadline | None
    escalation: Deadline | None
    """The next one that would escalate."""


_earliest = itemgetter(0)


def ahead(work: Draft, rules: Rules) -> Ahead:
    """What comes next. Asked for at every event: the deadlines are gone through once."""
    if work.retired_at is not None:
        return Ahead(None, None)
    found = list(escalating(work, rules))
    escalation = min(found, key=_earliest, default=None)
    found.extend(_others(work, rules))
    return Ahead(min(found, key=_earliest, default=None), escalation)


def escalating(work: Draft, rules: Rules) -> Iterator[Deadline]:
    """The deadlines that escalate if nothing happens before. Where nobody has it, only the customer's wait runs."""
    owned = not life.unowned(work)
    for promise in work.promises if owned else ():
        if not promised.wants(work, promise):
            yield Deadline(promise.due, _break(promise), "broken_promise", promise.evidence)
    if (at := gap.due(work, rules)) is not None:
        yield Deadline(at, _gap, "empathy_without_action")
    if (at := turns.reply_due(work, rules)) is not None:
        yield Deadline(at, _unanswered, "unanswered")
    if not owned:
        return
    if work.no_authority is not None:
        yield Deadline(_held(work, work.no_authority), _no_authority, "no_authority")
    if work.senior is not None:
        yield Deadline(_held(work, work.senior), _asked_for_senior, "asked_for_senior")


def _others(work: Draft, rules: Rules) -> Iterator[Deadline]:
    """The deadlines that end something."""
    for promise in work.promises:
        if promised.wants(work, promise):
            yield Deadline(promise.due, _forget(promise))
    if work.handoff is not None:
        yield Deadline(work.handoff.due, _handoff_missed)
    for found in work.escalations:
        if (at := life.end_of(found, work, rules)) is not None:
            yield Deadline(at, _end(found))
    if (at := life.retire_due(work, rules)) is not None:
        yield Deadline(at, life.retire)


def _held(work: Draft, pending: Pending) -> int:
    """A handoff that was announced in time is waited for."""
    announced = work.handoff
    if announced is None:
        return pending.due
    return max(pending.due, announced.due)


def _gap(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
    gap.fire(steps, at)


def _break(promise: Promise) -> Fire:
    def fire(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
        steps.work.promises = tuple(p for p in steps.work.promises if p is not promise)
        promised.break_it(steps, promise, at)

    return fire


def _forget(promise: Promise) -> Fire:
    def fire(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
        del at
        steps.work.promises = tuple(p for p in steps.work.promises if p is not promise)

    return fire


def _unanswered(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
    waiting = steps.work.waiting
    if waiting is not None:
        steps.work.waiting = structs.replace(waiting, fired=True)
        steps.open("unanswered", at, (waiting.evidence,))


def _no_authority(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
    work = steps.work
    pending, work.no_authority = work.no_authority, None
    if pending is not None:
        problem = (work.problem.evidence,) if work.problem else ()
        steps.open("no_authority", at, (pending.evidence, *problem))


def _asked_for_senior(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
    pending, steps.work.senior = steps.work.senior, None
    if pending is not None:
        steps.open("asked_for_senior", at, (pending.evidence,))


def _handoff_missed(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
    """Nobody came: a promise broken, unless that is told already as what the handoff was for."""
    work = steps.work
    announced, work.handoff = work.handoff, None
    told = work.find("no_authority") or work.find("asked_for_senior")
    if announced is not None and told is None:
        promised.break_it(steps, Promise("handoff", announced.due, announced.evidence), at)


def _end(found: Open) -> Fire:
    def fire(steps: Steps, at: int, _out: list[FoldOutcome]) -> None:
        steps.end(found, at, "ended")

    return fire
