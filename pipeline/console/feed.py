"""Threads that read the topics and hand what they find to the event loop, a batch at a time."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError
from typing import Any, TypeAlias

from kafka import TopicPartition
from kafka.errors import KafkaError

from pipeline.console.reading import Place, Record, record
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import consumer
from pipeline.ops.settings import Settings

log = logging.getLogger(__name__)

Take: TypeAlias = Callable[[Sequence[Record]], None]
AT_ONCE = 500
"""Records handed over together: some milliseconds of the loop's time."""
POLL_MS = 200
ASK_EVERY_S = 5.0
"""How often the broker is asked whether it is there, where nothing comes."""
PATIENCE_MS = 3_000
AGAIN_S = 2.0


class Feed(threading.Thread):
    """Reads some topics, ``read_committed``, without a group, from where each place says; comes back after failures."""

    def __init__(
        self, settings: Settings, places: Iterable[Place], take: Take, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        """``loop``: where ``take`` is called; None: in this thread."""
        super().__init__(name="feed", daemon=True)
        self._settings = settings
        self._places = list(places)
        self._take = take
        self._loop = loop
        self._stopping = threading.Event()
        self._positions: dict[TopicPartition, int] = {}
        self._caught_up: set[TopicPartition] = set()
        self.failed: str | None = None
        """Why nothing is being read, in a few words."""

    @property
    def behind(self) -> bool:
        """Whether there are partitions that have never been read to their end."""
        return len(self._caught_up) < sum(len(place.partitions) for place in self._places)

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Read until stopped."""
        while not self._stopping.is_set():
            try:
                with consumer(self._settings, fetch_max_wait_ms=50, max_poll_records=AT_ONCE) as client:
                    self._assign(client)
                    self._read(client)
            except (CancelledError, RuntimeError):
                return  # the loop is closing
            except (Complaint, KafkaError) as error:
                if self.failed is None:
                    log.warning("reading stopped: %s", error)
                self.failed = "Kafka does not answer"
                self._stopping.wait(AGAIN_S)

    def _assign(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        parts = [part for place in self._places for part in place.partitions]
        client.assign(parts)
        for place in self._places:
            for part, offset in place.starts(client).items():
                client.seek(part, self._positions.setdefault(part, offset))

    def _read(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        asked = time.monotonic()
        while not self._stopping.is_set():
            fetched = client.poll(timeout_ms=POLL_MS)
            if fetched:
                self._hand_over([record(one) for some in fetched.values() for one in some])
            for part in client.assignment() - self._caught_up:
                self._note(client, part)
            if fetched or time.monotonic() - asked < ASK_EVERY_S:
                self.failed = self.failed if not fetched else None
                continue
            client.end_offsets(list(client.assignment())[:1], timeout_ms=PATIENCE_MS)
            asked, self.failed = time.monotonic(), None

    def _note(self, client: Any, part: TopicPartition) -> None:  # noqa: ANN401 - kafka-python has no types
        # The mark comes with a fetch; what was asked for beforehand may be understated (embedded broker).
        mark = client.highwater(part)
        if mark is not None and client.position(part) >= mark:
            self._caught_up.add(part)

    def _hand_over(self, records: Sequence[Record]) -> None:
        async def hand_over() -> None:
            self._take(records)

        if self._loop is None:
            self._take(records)
        else:
            # Waiting for the loop is what keeps a backlog from flooding it.
            asyncio.run_coroutine_threadsafe(hand_over(), self._loop).result()
        for one in records:
            self._positions[TopicPartition(one.topic, one.partition)] = one.offset + 1
