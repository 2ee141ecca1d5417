"""Reads decisions as a member of a group, and notes how far they are settled."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from pipeline.notify.courier import SOME
from pipeline.notify.desk import Batch, Desk
from pipeline.notify.membership import Member, Poll, position
from pipeline.notify.progress import Noted, Reach, starts
from pipeline.ops import delivery_metrics as metrics
from pipeline.ops.kafka_errors import PATIENCE_MS
from pipeline.ops.settings import Settings
from pipeline.wire.topics import ASSIGNMENTS

log = logging.getLogger(__name__)


class Reading(Member):
    """Hands records to the desk. A target that has no room is passed over, and read for again when it has some."""

    name_of_group = "notify"
    topic = ASSIGNMENTS
    at_once = SOME

    def __init__(
        self, settings: Settings, desk: Desk, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]
    ) -> None:
        super().__init__(settings, loop, ended)
        self._desk = desk
        self._reach: dict[TopicPartition, Reach] = {}
        self._aims: dict[TopicPartition, int | None] = {}
        """Where each partition is being read; None: no target can take more."""
        self._noted: dict[TopicPartition, Noted] = {}
        self._left: dict[TopicPartition, tuple[Reach, Noted]] = {}
        """How far what was taken away had come. kafka-python joins a second time right after the first."""

    @property
    def holds(self) -> bool:
        """Whether this member of the group reads; the others stand by."""
        return bool(self._reach)

    def follow(self, client: Any, poll: Poll) -> None:  # noqa: ANN401 - kafka-python has no types
        """Read on wherever targets have room; what is settled when it is stopped is noted."""
        while not self.stopping:
            fetched = poll()
            for part in client.assignment() - self._reach.keys():
                fetched.pop(part, None)
                self._begin(client, part)
            for part in self._reach:
                self._go_on(client, part, fetched.get(part, ()))
        for part in self._reach:
            self._go_on(client, part, ())

    def forget(self) -> None:
        """What is under way goes on: another who reads next tells it again, under the same id."""
        self._left |= {part: (reach, self._noted[part]) for part, reach in self._reach.items()}
        self._reach.clear()
        self._aims.clear()
        self._noted.clear()
        for name in self._desk.names:
            metrics.behind(name, 0)

    def _begin(self, client: Any, part: TopicPartition) -> None:  # noqa: ANN401 - as above
        """Know where a partition is. At the very first start what lies behind is history: nobody is told of it."""
        kept = client.committed(part, metadata=True, timeout_ms=PATIENCE_MS)
        if kept is None:
            client.seek_to_end(part)
            noted = Noted(position(client, part))
            _commit(client, part, noted)
        else:
            noted = Noted(kept.offset, kept.metadata or "")
            if noted.offset < (first := client.beginning_offsets([part])[part]):
                # Not the end, as `latest` would have it: what is still there is told.
                lost = f"offsets {noted.offset} to {first - 1} of {part.topic}"
                log.error("%s were deleted before anybody was told", lost)
        reach, left = self._left.pop(part, (None, None))
        if reach is None or left != noted:  # somebody else was there meanwhile, or nobody before
            reach = Reach(starts(noted, self._desk.names))
        self._reach[part] = reach
        self._noted[part] = noted
        self._aim(client, part, min(progress.next for progress in self._reach[part].targets.values()))

    def _go_on(self, client: Any, part: TopicPartition, records: Sequence[Any]) -> None:  # noqa: ANN401 - as above
        start, end = self._aims[part], position(client, part)
        batch = None if start is None else Batch(start, records, end)
        working = self._work(self._reach[part], batch)
        noted, aim = asyncio.run_coroutine_threadsafe(working, self._loop).result()
        if noted != self._noted[part]:
            _commit(client, part, noted)
            self._noted[part] = noted
        self._aim(client, part, aim)

    async def _work(self, reach: Reach, batch: Batch | None) -> tuple[Noted, int | None]:
        if batch is not None:
            self._desk.take(batch, reach)
        for name, offsets in reach.behind().items():
            metrics.behind(name, offsets)
        return reach.noted(), reach.aim(self._desk.ready(reach))

    def _aim(self, client: Any, part: TopicPartition, offset: int | None) -> None:  # noqa: ANN401 - as above
        self._aims[part] = offset
        if offset is None:
            # The polls only keep the membership.
            client.pause(part)
            return
        client.resume(part)
        if position(client, part) != offset:
            client.seek(part, offset)


def _commit(client: Any, part: TopicPartition, noted: Noted) -> None:  # noqa: ANN401 - as above
    client.commit({part: OffsetAndMetadata(noted.offset, noted.note, -1)})
