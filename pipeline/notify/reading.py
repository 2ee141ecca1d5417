"""Reads decisions as a member of a group, and notes how far they are settled."""

import asyncio
import logging
from collections.abc import Callable, MutableMapping, Sequence
from concurrent.futures import Future
from typing import Any

from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from pipeline.notify.desk import Desk
from pipeline.notify.membership import POLL_MS, Member
from pipeline.notify.progress import Progress
from pipeline.ops.settings import Settings
from pipeline.wire.topics import ASSIGNMENTS

log = logging.getLogger(__name__)


class Reading(Member):
    """Hands records to the desk, never more than it has room for."""

    name_of_group = "notify"
    topic = ASSIGNMENTS
    at_once = 50

    def __init__(
        self, settings: Settings, desk: Desk, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]
    ) -> None:
        super().__init__(settings, ended)
        self._desk = desk
        self._loop = loop
        self._progress: dict[TopicPartition, Progress] = {}
        self._committed: dict[TopicPartition, int] = {}

    @property
    def holds(self) -> bool:
        """Whether this member of the group reads; the others stand by."""
        return bool(self._progress)

    def follow(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        """Read on as the desk has room; what is settled when it is stopped is noted."""
        handed: Future[None] | None = None
        while not self.stopping:
            if handed is not None and handed.done():
                handed.result()
                handed = None
                client.resume(*client.paused())
            fetched = client.poll(timeout_ms=POLL_MS)
            for part in client.assignment() - self._progress.keys():
                self._begin(client, part, fetched)
            if fetched:
                # While the desk has no room the polls only keep the membership.
                client.pause(*client.assignment())
                taking = self._take([(records, self._progress[part]) for part, records in fetched.items()])
                handed = asyncio.run_coroutine_threadsafe(taking, self._loop)
            self._note(client)
        self._note(client)

    def _begin(self, client: Any, part: TopicPartition, fetched: MutableMapping[TopicPartition, Any]) -> None:  # noqa: ANN401 - as above
        """Know where a partition is. At the very first start what lies behind is history: nobody is told of it."""
        start = client.committed(part)
        if start is None:
            fetched.pop(part, None)
            client.seek_to_end(part)
            start = client.position(part)
            client.commit({part: OffsetAndMetadata(start, "", -1)})
        elif start < (first := client.beginning_offsets([part])[part]):
            # Not the end, as `latest` would have it: what is still there is told.
            log.error("offsets %s to %s of %s were deleted before anybody was told", start, first - 1, part.topic)
        self._progress[part], self._committed[part] = Progress(start), start

    async def _take(self, found: Sequence[tuple[Sequence[Any], Progress]]) -> None:
        for records, progress in found:
            await self._desk.take(records, progress)

    def _note(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        for part, progress in self._progress.items():
            if (settled := progress.settled) > self._committed[part]:
                client.commit({part: OffsetAndMetadata(settled, "", -1)})
                self._committed[part] = settled

    def forget(self) -> None:
        """What is under way goes on: whoever reads next tells it again, under the same id."""
        self._progress.clear()
        self._committed.clear()
