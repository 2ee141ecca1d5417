"""What time it is: real time, or that of the log with the pace at which it moves."""

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from pipeline.wire.times import believed

REMEMBERED_S = 3.0
"""Seconds of real time over which the pace of a log is measured."""
FASTEST = 60.0
"""A faster log is a backlog: clocks on a page would only flicker."""


class Moment(Struct, frozen=True):
    """The time (ms) that it is, and how many seconds of it pass in a real one."""

    now: int
    pace: float


class Clock:
    """Fed with the times of records; asked for the time by pages, and by verdicts for that of a partition."""

    def __init__(
        self,
        kind: Literal["wall", "log"],
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.kind = kind
        self._wall = wall
        self._monotonic = monotonic
        self._seen: deque[tuple[float, int]] = deque()
        self._partitions: dict[int, int] = {}

    def see(self, partition: int, at: int) -> None:
        """A record of the input has this time (ms)."""
        self._partitions[partition] = max(at, self._partitions.get(partition, 0))
        if self.kind == "log" and (not self._seen or at > self._seen[-1][1]):
            moment = self._monotonic()
            self._seen.append((moment, at))
            while len(self._seen) > 2 and moment - self._seen[0][0] > REMEMBERED_S:  # noqa: PLR2004 - two make a pace
                self._seen.popleft()

    def moment(self) -> Moment:
        """The time for pages. That of a log stands still where no record has moved it for a second."""
        if self.kind == "wall":
            return Moment(self._now(), 1.0)
        if not self._seen:
            return Moment(0, 0.0)
        (began, first), (latest, last) = self._seen[0], self._seen[-1]
        passed = self._monotonic() - latest
        if passed > REMEMBERED_S or latest <= began:
            return Moment(last, 0.0)
        pace = min(FASTEST, (last - first) / 1000 / (latest - began))
        return Moment(last + int(min(passed, 1.0) * pace * 1000), pace)

    def for_event(self, partition: int) -> int:
        """The time (ms) of an event written now into a partition: it must not move a log's clock on."""
        return self._now() if self.kind == "wall" else self._partitions.get(partition, 0)

    def for_routing(self) -> int:
        """The time (ms) of an answer written now: what it causes in a partition must not run ahead of the log."""
        return self._now() if self.kind == "wall" else max(self._partitions.values(), default=0)

    def believed(self, timestamp_ms: int) -> int:
        """A record's Kafka time stamp (ms) as far as it counts, as the worker has it. Also from other threads."""
        return believed(timestamp_ms, self._now if self.kind == "wall" else None)

    def _now(self) -> int:
        return int(self._wall() * 1000)
