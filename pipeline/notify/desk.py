"""Takes decisions as they are read, has each target told that wants them, and knows what is settled."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from pipeline.domain.floor import Decision
from pipeline.notify.courier import MOST, Courier, GivenUp
from pipeline.notify.decided import decision_notice
from pipeline.notify.notice import Notice
from pipeline.notify.progress import Progress, Reach
from pipeline.notify.targets import Targets
from pipeline.ops import delivery_metrics as metrics
from pipeline.wire.dlq import Consumed, dead_letter
from pipeline.wire.outbound import Record
from pipeline.wire.rejection import Why
from pipeline.wire.routing import read_decision
from pipeline.wire.told import NotOursError

log = logging.getLogger(__name__)

Bury: TypeAlias = Callable[[Record], Coroutine[Any, Any, None]]
"""Writes a dead letter; returns when the broker has it."""


class Batch(Struct, frozen=True):
    """Records of one partition in their order, and all that there are between two offsets."""

    start: int
    records: Sequence[Consumed]
    end: int


class Desk:
    """Of one process. All its methods belong to the event loop, but for ``names``."""

    def __init__(self, targets: Targets, couriers: Sequence[Courier], bury: Bury) -> None:
        self._targets = targets
        self._couriers = {courier.target.name: courier for courier in couriers}
        self._bury = bury
        self._running: set[asyncio.Task[None]] = set()

    @property
    def names(self) -> Iterable[str]:
        """Of the targets."""
        return self._couriers.keys()

    def ready(self, reach: Reach) -> Sequence[str]:
        """The targets that can take a batch: those with room, and those whose oldest gives way to keep with the others.

        One that is far behind when it begins to fail waits: giving way would only bury what it has not been told.
        """
        behind = reach.behind()
        return [
            name
            for name, courier in self._couriers.items()
            if courier.roomy or (courier.breaker.open and behind[name] <= MOST)
        ]

    def take(self, batch: Batch, reach: Reach) -> None:
        """Begin with a batch, for each target that has been read to where it starts, as far as the target has room."""
        reading = {name for name, progress in reach.targets.items() if progress.next >= batch.start}
        for record in batch.records:
            here = [name for name in reading if reach.targets[name].next <= record.offset]
            reading.difference_update(self._tell(record, here, reach))
        for name in reading:
            reach.targets[name].skip(batch.end)

    async def close(self) -> None:
        """Break off what is under way; it is begun anew at the next start."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _tell(self, record: Consumed, names: Collection[str], reach: Reach) -> set[str]:
        """Begin with a record; the targets that have no room for it, and wait there."""
        try:
            decision = read_decision(record.value or b"")
        except NotOursError as error:
            self._refuse(record, str(error), names, reach)
            return set()
        notice = decision_notice(_identity(record), decision, self._targets)
        return {name for name in names if not self._admit(name, notice, decision, record, reach.targets[name])}

    def _admit(self, name: str, notice: Notice, decision: Decision, record: Consumed, progress: Progress) -> bool:
        courier = self._couriers[name]
        wanted = courier.target.wants(decision)
        if wanted and not courier.admits():
            return False
        progress.begin(record.offset, told=wanted)
        if wanted:
            self._start(self._deliver(courier, notice, record, progress))
        return True

    def _refuse(self, record: Consumed, error: str, names: Collection[str], reach: Reach) -> None:
        """A record nobody can be told of is given up for all, and buried by who reads it first: open until then."""
        first = all(progress.next <= record.offset for progress in reach.targets.values())
        concerned = [reach.targets[name] for name in names]
        for progress in concerned:
            progress.begin(record.offset, told=first)
        for name in names:
            metrics.ended(name, None)
        if first:
            log.warning("offset %s of %s: %s; nobody is told of it", record.offset, record.topic, error)
            self._start(self._give_up(record, "invalid_field", error, concerned))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, courier: Courier, told: Notice, record: Consumed, progress: Progress) -> None:
        name = courier.target.name
        try:
            await courier.deliver(told)
        except GivenUp as why:
            metrics.ended(name, None)
            log.warning("target %s: given up at offset %s: %s", name, record.offset, why)
            await self._give_up(record, "undelivered", f"target {name}: {why}", [progress])
            return
        metrics.ended(name, time.time() - told.at / 1000)
        progress.settle(record.offset)

    async def _give_up(self, record: Consumed, reason: Why, error: str, concerned: Iterable[Progress]) -> None:
        await self._bury(dead_letter(record, reason, error))
        for progress in concerned:
            progress.settle(record.offset)


def _identity(record: Consumed) -> str:
    """The decision's own id: the same wherever it is written twice."""
    for name, value in record.headers:
        if name == "ce_id" and value:
            return value.decode("ascii", "replace")
    return f"{record.topic}/{record.partition}/{record.offset}"
