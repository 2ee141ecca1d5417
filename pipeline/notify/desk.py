"""Takes decisions as they are read, has each target told that wants them, and knows what is settled."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeAlias

from pipeline.notify.courier import Courier, GivenUp
from pipeline.notify.decided import decision_notice
from pipeline.notify.notice import Notice
from pipeline.notify.progress import Progress
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


class Desk:
    """Of one process. All its methods belong to the event loop."""

    def __init__(self, targets: Targets, couriers: Sequence[Courier], bury: Bury) -> None:
        self._targets = targets
        self._couriers = couriers
        self._bury = bury
        self._running: set[asyncio.Task[None]] = set()

    async def take(self, records: Sequence[Consumed], progress: Progress) -> None:
        """Begin with records of one partition, in their order; returns when there is room for more."""
        for record in records:
            try:
                decision = read_decision(record.value or b"")
            except NotOursError as error:
                progress.begin(record.offset, 1)
                self._start(self._give_up(record, "invalid_field", str(error), progress))
                continue
            told = decision_notice(_identity(record), decision, self._targets)
            wanted = [courier for courier in self._couriers if courier.target.wants(decision)]
            progress.begin(record.offset, len(wanted))
            for courier in wanted:
                await courier.room()
                self._start(self._deliver(courier, told, record, progress))

    async def close(self) -> None:
        """Break off what is under way; it is begun anew at the next start."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

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
            await self._give_up(record, "undelivered", f"target {name}: {why}", progress)
            return
        metrics.ended(name, time.time() - told.at / 1000)
        progress.settle(record.offset)

    async def _give_up(self, record: Consumed, reason: Why, error: str, progress: Progress) -> None:
        await self._bury(dead_letter(record, reason, error))
        progress.settle(record.offset)


def _identity(record: Consumed) -> str:
    """The decision's own id: the same wherever it is written twice."""
    for name, value in record.headers:
        if name == "ce_id" and value:
            return value.decode("ascii", "replace")
    return f"{record.topic}/{record.partition}/{record.offset}"
