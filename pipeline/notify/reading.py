"""A thread that reads decisions as a member of a group, and notes how far they are settled."""

import asyncio
import logging
import threading
from collections.abc import Callable, MutableMapping, Sequence
from concurrent.futures import CancelledError, Future
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from pipeline.notify.desk import Desk
from pipeline.notify.progress import Progress
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_errors import PATIENCE_MS, complaining
from pipeline.ops.settings import Settings
from pipeline.wire.topics import ASSIGNMENTS

log = logging.getLogger(__name__)

POLL_MS = 200
AT_ONCE = 50
AGAIN_S = 2.0
METADATA_MS = 10_000
SESSION_MS = 6_000
"""A killed process is replaced by another of its group after this."""


class Reading(threading.Thread):
    """Hands records to the desk, never more than it has room for; comes back after failures of the broker."""

    def __init__(
        self, settings: Settings, desk: Desk, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]
    ) -> None:
        """``ended`` is called in this thread when it cannot go on."""
        super().__init__(name="assignments", daemon=True)
        self._ended = ended
        self.fault: Exception | None = None
        self._settings = settings
        self._desk = desk
        self._loop = loop
        self._stopping = threading.Event()
        self._progress: dict[TopicPartition, Progress] = {}
        self._committed: dict[TopicPartition, int] = {}
        self.failed: str | None = "joining the group"
        """Why nothing is read, in a few words."""

    @property
    def holds(self) -> bool:
        """Whether this member of the group reads; the others stand by."""
        return bool(self._progress)

    def stop(self) -> None:
        """End soon; what is settled by now is noted."""
        self._stopping.set()

    def run(self) -> None:
        """Read until stopped."""
        while not self._stopping.is_set():
            try:
                self._read()
            except (CancelledError, RuntimeError):
                return  # the loop is closing
            except (Complaint, KafkaError) as error:
                log.warning("reading stopped: %s", error)
                self.failed = "Kafka does not answer"
                self._stopping.wait(AGAIN_S)
            except Exception as error:
                log.exception("a fault of makegood")
                self.fault = error
                self._ended()
                return

    def _read(self) -> None:
        with complaining(self._settings):
            client = KafkaConsumer(
                **self._settings.kafka(),
                bootstrap_timeout_ms=PATIENCE_MS,
                group_id=f"{self._settings.app}-notify",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                isolation_level="read_committed",
                session_timeout_ms=SESSION_MS,
                heartbeat_interval_ms=SESSION_MS // 4,
                metadata_max_age_ms=METADATA_MS,
                max_poll_records=AT_ONCE,
                fetch_max_wait_ms=100,
            )
            try:
                # Joining before the topic is known may leave the group without partitions until the next METADATA_MS.
                client.partitions_for_topic(ASSIGNMENTS.name)
                client.subscribe([ASSIGNMENTS.name], listener=_Listener(self._forget))
                self._poll(client)
            finally:
                self._forget()
                client.close(timeout_ms=5_000)

    def _poll(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        handed: Future[None] | None = None
        while not self._stopping.is_set():
            if handed is not None and handed.done():
                handed.result()
                handed = None
                client.resume(*client.paused())
            fetched = client.poll(timeout_ms=POLL_MS)
            for part in client.assignment() - self._progress.keys():
                self._begin(client, part, fetched)
            if client.assignment():
                self.failed = None
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

    def _forget(self) -> None:
        # What is under way goes on: whoever reads next tells it again, under the same id.
        self._progress.clear()
        self._committed.clear()


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    def __init__(self, forget: Callable[[], None]) -> None:
        self._forget = forget

    def on_partitions_revoked(self, revoked: object) -> None:
        del revoked
        self._forget()

    def on_partitions_assigned(self, assigned: object) -> None:
        """Nothing: where it is gets known at the next poll."""
