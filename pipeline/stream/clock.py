"""Real time for ``MAKEGOOD_CLOCK=wall``, and how long it may be trusted for a partition."""

import time
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer, TopicPartition

FRESH = 1.0
"""Seconds. A partition whose last fetch is older is not known to be read to its end: Kafka may be away."""


class LiveClock:
    """Milliseconds since the epoch, counted on from the start: the machine's clock may jump, this one does not."""

    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset = wall() - monotonic()
        self._fetches: dict[TopicPartition, tuple[int, float]] = {}

    def now(self) -> int:
        """Now."""
        return self._ms(self._monotonic())

    def latest(self) -> int:
        """Later than this it can be by no clock here.

        The machine's own has a say: after it was set right, or the machine slept, no record is to be held to the past.
        """
        return max(self.now(), int(self._wall() * 1000))

    async def read_until(self, consumer: AIOKafkaConsumer, tp: TopicPartition) -> int | None:
        """Return up to when all records of ``tp`` have been handed out; ``None`` while some may be waiting.

        That is the time of the last fetch, if the consumer stood at the end of the log by then. While a transaction of
        some producer is open in the log, records may wait behind the last stable offset: the clock waits with them.
        """
        fetched = consumer.last_poll_timestamp(tp)  # the machine's clock: only a change of it means something
        stable, end = consumer.last_stable_offset(tp), consumer.highwater(tp)
        if fetched is None or stable is None or await consumer.position(tp) < max(stable, end or 0):
            return None
        before = self._fetches.get(tp)
        if before is None or before[0] != fetched:
            self._fetches[tp] = before = (fetched, self._monotonic())
        if self._monotonic() - before[1] > FRESH:
            return None
        return self._ms(before[1])

    def _ms(self, moment: float) -> int:
        return int((moment + self._offset) * 1000)
