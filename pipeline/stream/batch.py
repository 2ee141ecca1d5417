"""What flows from the source to the agents."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiokafka import ConsumerRecord

if TYPE_CHECKING:
    from pipeline.stream.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Batch:
    """All records that were waiting in one partition of one topic, fetched for one ledger."""

    ledger: "Ledger"
    topic: str
    records: list[ConsumerRecord]
    start: int
    end: int
    """The offsets ``[start, end)`` that were looked through. Not every one holds a record: compaction and
    the markers of transactions leave gaps."""
