"""Has agents nudged: begins with each in time, and breaks off what is no longer so or comes too late."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from pipeline.notify.courier import Courier, GivenUp
from pipeline.notify.notice import Notice
from pipeline.notify.nudged import nudge_notice
from pipeline.notify.nudges import Key, Nudges
from pipeline.notify.targets import AT_RISK, Targets
from pipeline.ops import delivery_metrics as metrics
from pipeline.wire.dlq import Consumed
from pipeline.wire.told import NotOursError, read_status

log = logging.getLogger(__name__)


class Nudging:
    """Of one process. All its methods belong to the event loop; ``now`` is in seconds since the epoch."""

    def __init__(self, targets: Targets, couriers: Sequence[Courier], now: Callable[[], float] = time.time) -> None:
        self._targets = targets
        self._couriers = [courier for courier in couriers if AT_RISK in courier.target.types]
        self._now = now
        self._running: dict[Key, set[asyncio.Task[None]]] = {}
        self._nudges = self._none()

    async def take(self, records: Sequence[Consumed], *, latest: bool) -> None:
        """Standings in the order of the log; ``latest``: nothing newer is known to wait, so what is due is told."""
        for record in records:
            self._see(record)
        if latest:
            self._turn()

    async def forget(self) -> None:
        """Another process may have the partitions now: it begins anew, under the same ids."""
        self._nudges = self._none()
        for key in list(self._running):
            self._stop(key)

    def _none(self) -> Nudges:
        return Nudges(int(self._targets.nudge.before * 1000))

    def _see(self, record: Consumed) -> None:
        try:
            status = read_status(record.value) if record.value else None
        except NotOursError as error:
            log.warning("status at offset %s of partition %s: %s", record.offset, record.partition, error)
            status = None
        if status is None:
            self._nudges.gone((record.key or b"").decode(errors="replace"))
        elif not self._nudges.see(status):
            metrics.NUDGES_UNKEPT.inc()

    def _turn(self) -> None:
        begin, stop = self._nudges.turn(int(self._now() * 1000))
        for key in stop:
            self._stop(key)
        for status in begin:
            notice = nudge_notice(status, self._targets)
            key = Key(status.conversation_id, status.due_at or 0)
            for courier in self._couriers:
                if courier.target.wants_nudge(status):
                    self._start(key, self._deliver(courier, notice))

    def _start(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.setdefault(key, set()).add(task)
        task.add_done_callback(lambda done: self._done(key, done))

    def _done(self, key: Key, task: asyncio.Task[None]) -> None:
        tasks = self._running.get(key, set())
        tasks.discard(task)
        if not tasks:
            self._running.pop(key, None)

    def _stop(self, key: Key) -> None:
        for task in self._running.get(key, ()):
            task.cancel()

    async def _deliver(self, courier: Courier, notice: Notice) -> None:
        name = courier.target.name
        if courier.full:
            # Decisions come first: where they wait, a nudge would come too late anyway.
            metrics.nudged(name, "dropped")
            return
        try:
            await courier.deliver(notice)
        except GivenUp as why:
            log.info("target %s: a nudge was dropped: %s", name, why)
            metrics.nudged(name, "dropped")
        except asyncio.CancelledError:
            metrics.nudged(name, "broken_off")
            raise
        else:
            metrics.nudged(name, "delivered")
