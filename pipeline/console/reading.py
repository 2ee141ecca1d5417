"""Where reading begins in each topic, so that what is read at a start is bounded."""

import time
from typing import Any

from kafka import TopicPartition
from msgspec import Struct


class Record(Struct, frozen=True):
    """A record of a topic."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


def record(consumed: Any) -> Record:  # noqa: ANN401 - kafka-python has no types
    """The same without what is not needed."""
    return Record(consumed.topic, consumed.partition, consumed.offset, consumed.timestamp, consumed.key, consumed.value)


class Place(Struct, frozen=True):
    """A topic and how far back it is read: ``hours``, and at most so many ``records`` of each partition."""

    topic: str
    count: int
    hours: float | None = None
    records: int | None = None

    @property
    def partitions(self) -> list[TopicPartition]:
        """Its partitions."""
        return [TopicPartition(self.topic, number) for number in range(self.count)]

    def starts(self, client: Any) -> dict[TopicPartition, int]:  # noqa: ANN401 - kafka-python has no types
        """The offset at which each partition is read from."""
        begins: dict[TopicPartition, int] = client.beginning_offsets(self.partitions)
        if self.hours is None:
            return begins
        ends: dict[TopicPartition, int] = client.end_offsets(self.partitions)
        since = int((time.time() - self.hours * 3_600) * 1_000)
        found = client.offsets_for_times(dict.fromkeys(self.partitions, since))
        starts = {}
        for part in self.partitions:
            # Nothing that new: the end. The embedded broker understates it, and a little more is read then.
            offset = found[part].offset if found.get(part) else ends[part]
            starts[part] = max(begins[part], offset, ends[part] - self.records if self.records else 0)
        return starts
