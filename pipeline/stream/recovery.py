"""Reading a partition's part of the state topic, and finding where the input goes on."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, TopicPartition

from pipeline.domain.partition import Stored
from pipeline.ops import metrics
from pipeline.ops.complaint import Complaint
from pipeline.stream.client import PartitionReader, RawRecord
from pipeline.stream.delivery import APPLIED
from pipeline.stream.folding import Turn
from pipeline.wire.codec import CONVERSATION_KEY, PARTITION_KEY, PartitionRecord, decode_partition

log = logging.getLogger(__name__)

AT_A_TIME = 1_000
"""States taken in between two looks at the time."""


class GivenUp(Exception):  # noqa: N818 - the partition is wanted elsewhere
    """The partition was taken away while it was being read."""


@dataclass(slots=True)
class Recovered:
    """What the state topic says of a partition."""

    stored: list[Stored] = field(default_factory=list)
    mark: PartitionRecord | None = None
    applied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By input topic and conversation: the last offset that its state contains. Ordered delivery only."""


Known: TypeAlias = Callable[[str, bytes, Sequence[tuple[str, bytes]]], Stored]
"""What must be known of a kept entry, by its name, value and headers."""
Latest: TypeAlias = dict[bytes, RawRecord]
"""The latest record of a key."""


async def read_state(reader: PartitionReader, start: int, known: Known, wanted: Callable[[], bool]) -> Recovered:
    """Read a partition of a state topic from ``start`` to its end.

    The end is the last stable offset that came with a fetch: the embedded broker understates it when asked for it,
    and a fetch is later than the fencing of every earlier writer.

    Raises:
        GivenUp: ``wanted`` says that nobody waits for it any more.
        UnknownStateError: another program has written what this one cannot read.
        KafkaError: try again.
    """
    latest: Latest = {}
    found = Recovered()
    at = start
    while True:
        if not wanted():
            raise GivenUp
        fetched = await reader.fetch(at)
        keep(fetched.records, latest, found)
        at = fetched.next
        if at >= fetched.stable:
            break
    await sort_out(latest, found, known)
    return found


def keep(records: Iterable[RawRecord], latest: Latest, found: Recovered) -> None:
    """Take records of the state topic; the latest of a key counts."""
    for record in records:
        if record.value is None:
            latest.pop(record.key, None)
        else:
            latest[record.key] = record
        for name, value in record.headers:
            if name == APPLIED:
                topic, _, offset = value.decode().rpartition("=")
                found.applied.setdefault(topic, {})[conversation_of(record.key)] = int(offset)


def conversation_of(key: bytes) -> str:
    """Return the conversation whose state has this key."""
    return key.removeprefix(CONVERSATION_KEY).decode()


async def sort_out(latest: Latest, found: Recovered, known: Known) -> None:
    """Tell states and mark apart, giving way to others: there may be a million. States stay bytes."""
    turn = Turn()
    if mark := latest.pop(PARTITION_KEY, None):
        found.mark = decode_partition(mark.value or b"")
    while latest:
        for _ in range(min(len(latest), AT_A_TIME)):
            key, record = latest.popitem()
            found.stored.append(known(conversation_of(key), record.value or b"", record.headers))
        await turn.over()


async def starting_points(
    consumer: AIOKafkaConsumer, tps: Sequence[TopicPartition], mark: PartitionRecord | None, *, accept_loss: bool
) -> dict[str, int]:
    """Return where each input goes on: the recorded position, or the start of the log where there is none.

    Raises:
        Complaint: the log starts after the recorded position, and that was not accepted.
    """
    starts = await consumer.beginning_offsets(tps)
    positions: dict[str, int] = {}
    for tp in tps:
        at = mark.positions.get(tp.topic) if mark else None
        if at is not None and at < starts[tp]:
            lost = f"{tp.topic}, partition {tp.partition}: offsets {at} to {starts[tp] - 1} were deleted before they"
            if not accept_loss:
                raise Complaint(
                    f"{lost} were judged; start with --accept-loss to go on without them, and give the topic a longer "
                    "retention"
                )
            log.error("%s were judged; going on without them, as --accept-loss says", lost)
            metrics.LOST.labels(tp.topic).inc(starts[tp] - at)
        positions[tp.topic] = starts[tp] if at is None else max(at, starts[tp])
    return positions
