"""A topic read from somewhere to the end that it had when reading began."""

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any, Protocol

from kafka import TopicPartition

POLL_MS = 500
AHEAD = 2_000
"""Records asked for at once; what is kept of one partition is of this order."""


class Consumed(Protocol):
    """A record as kafka-python hands it over."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class TopicReader:
    """Reads all partitions side by side, each in its order, none further than it is asked for."""

    def __init__(self, client: Any, topic: str, partitions: int, since: int | None = None) -> None:  # noqa: ANN401
        """``client``: a KafkaConsumer; ``since``: a time stamp (ms) before which records are left out."""
        self._client = client
        self._parts = [TopicPartition(topic, number) for number in range(partitions)]
        self._waiting: dict[TopicPartition, deque[Consumed]] = {part: deque() for part in self._parts}
        client.assign(self._parts)
        self._ends: dict[TopicPartition, int] = client.end_offsets(self._parts)
        self._sure: set[TopicPartition] = set()
        starts = client.offsets_for_times(dict.fromkeys(self._parts, since)) if since is not None else {}
        for part in self._parts:
            if since is None:
                client.seek_to_beginning(part)
            else:
                client.seek(part, starts[part].offset if starts.get(part) else self._ends[part])

    def merged(self, time_of: "TimeOf") -> Iterator[Consumed]:
        """All records, those of several partitions in the order of ``time_of``, each partition in its own."""
        heads: list[tuple[int, int]] = []
        latest = dict.fromkeys(self._parts, 0)
        for part in self._parts:
            self._queue(part, heads, latest, time_of)
        while heads:
            _, number = heappop(heads)
            part = self._parts[number]
            yield self._waiting[part].popleft()
            self._queue(part, heads, latest, time_of)

    def _queue(
        self, part: TopicPartition, heads: list[tuple[int, int]], latest: dict[TopicPartition, int], time_of: "TimeOf"
    ) -> None:
        record = self._next(part)
        if record is not None:
            # A partition's own order stays also where its times go back.
            latest[part] = max(latest[part], time_of(record))
            heappush(heads, (latest[part], part.partition))

    def _next(self, part: TopicPartition) -> Consumed | None:
        """The first record of a partition that is still to come; ``None`` at its end."""
        waiting = self._waiting[part]
        while not waiting and not self._ended(part):
            full = [other for other in self._parts if len(self._waiting[other]) >= AHEAD]
            self._client.pause(*full)
            for polled, records in self._client.poll(timeout_ms=POLL_MS, max_records=AHEAD).items():
                self._waiting[polled].extend(records)
            self._client.resume(*full)
            self._look_at_ends()
        # What has come in since reading began is left for another time.
        return waiting[0] if waiting and waiting[0].offset < self._ends[part] else None

    def _ended(self, part: TopicPartition) -> bool:
        return part in self._sure and self._client.position(part) >= self._ends[part]

    def _look_at_ends(self) -> None:
        """Take the end from a fetch: the embedded broker understates it when asked for it."""
        for part in self._parts:
            mark = self._client.highwater(part)
            if mark is not None and part not in self._sure:
                self._ends[part] = max(self._ends[part], mark)
                self._sure.add(part)


class TimeOf(Protocol):
    """What orders records of different partitions (ms)."""

    def __call__(self, record: Consumed, /) -> int:
        """The record's time."""
