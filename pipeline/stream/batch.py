"""What is judged at once."""

from dataclasses import dataclass

from aiokafka import ConsumerRecord


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that were waiting in one partition of one topic, the oldest of them."""

    topic: str
    records: list[ConsumerRecord]
    start: int
    end: int
    """The offsets ``[start, end)`` that were looked through. Not every one holds a record: compaction and
    the markers of transactions leave gaps."""
