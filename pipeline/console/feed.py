"""Threads that read the topics and hand what they find to the event loop, a batch at a time."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from traceback import extract_tb
from typing import Any, TypeAlias

from kafka import TopicPartition
from kafka.errors import KafkaError

from pipeline.console.reading import Place, Record, record
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import consumer
from pipeline.ops.kafka_pulse import Pulse
from pipeline.ops.settings import Settings

log = logging.getLogger(__name__)

Take: TypeAlias = Callable[[Sequence[Record]], None]
AT_ONCE = 500
"""Records handed over together: some milliseconds of the loop's time."""
POLL_MS = 200
AGAIN_S = 2.0


class Feed(threading.Thread):
    """Reads some topics, ``read_committed``, without a group, from where each place says; comes back after failures."""

    def __init__(
        self,
        settings: Settings,
        places: Iterable[Place],
        take: Take,
        loop: asyncio.AbstractEventLoop | None,
        ended: Callable[[], None],
    ) -> None:
        """``loop``: where ``take`` is called; None: in this thread.

        ``ended`` is called in this thread when it cannot go on.
        """
        super().__init__(name="feed", daemon=True)
        self._settings = settings
        self._places = list(places)
        self._take = take
        self._loop = loop
        self._ended = ended
        self._stopping = threading.Event()
        self._positions: dict[TopicPartition, int] = {}
        self._caught_up: set[TopicPartition] = set()
        self.fault: Exception | None = None
        """Why it cannot go on."""
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
            except (Complaint, KafkaError) as error:
                if self.failed is None:
                    log.warning("reading stopped: %s", error)
                self.failed = "Kafka does not answer"
                self._stopping.wait(AGAIN_S)
            except Exception as error:  # noqa: BLE001 - whatever it is, a console that shows no news must not stay
                if self._loop is not None and self._loop.is_closed():
                    return
                where = extract_tb(error.__traceback__)[-1]
                # Its text may quote a chat.
                log.error("a fault of makegood: %s at %s:%s", type(error).__name__, where.filename, where.lineno)  # noqa: TRY400
                self.fault = error
                self._ended()
                return

    def _assign(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        parts = [part for place in self._places for part in place.partitions]
        client.assign(parts)
        for place in self._places:
            for part, offset in place.starts(client).items():
                client.seek(part, self._positions.setdefault(part, offset))

    def _read(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        # The broker is asked whether it is there: a poll where it is away finds nothing and says nothing.
        pulse = Pulse(client, next(iter(client.assignment())))
        while not self._stopping.is_set():
            fetched = client.poll(timeout_ms=POLL_MS)
            if fetched:
                self._hand_over([record(one) for some in fetched.values() for one in some])
            for part in client.assignment() - self._caught_up:
                self._note(client, part)
            if pulse.beats(heard=bool(fetched)):
                self.failed = None

    def _note(self, client: Any, part: TopicPartition) -> None:  # noqa: ANN401 - kafka-python has no types
        # The mark comes with a fetch; what was asked for beforehand may be understated (embedded broker).
        mark = client.highwater(part)
        if mark is not None and client.position(part) >= mark:
            self._caught_up.add(part)

    def _hand_over(self, records: Sequence[Record]) -> None:
        if self._loop is None:
            self._take(records)
        else:
            self._have_taken(records, self._loop)
        for one in records:
            self._positions[TopicPartition(one.topic, one.partition)] = one.offset + 1

    def _have_taken(self, records: Sequence[Record], loop: asyncio.AbstractEventLoop) -> None:
        taken: Future[None] = Future()

        def take() -> None:
            try:
                self._take(records)
            except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
                taken.set_exception(error)
            else:
                taken.set_result(None)

        loop.call_soon_threadsafe(take)
        # Waiting for the loop is what keeps a backlog from flooding it.
        taken.result()
