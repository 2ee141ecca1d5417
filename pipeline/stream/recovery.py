"""Reading a partition's part of the state topic, and finding where the input goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from pipeline.domain.conversation import Conversation
from pipeline.ops.complaint import Complaint
from pipeline.stream.delivery import APPLIED
from pipeline.stream.folding import Turn
from pipeline.wire.codec import CONVERSATION_KEY, PARTITION_KEY, PartitionRecord, decode_partition, decode_state

POLL_MS = 200


class GivenUp(Exception):  # noqa: N818 - the partition is wanted elsewhere
    """The partition was taken away while it was being read."""


@dataclass(slots=True)
class Recovered:
    """What the state topic says of a partition."""

    states: dict[str, Conversation] = field(default_factory=dict)
    mark: PartitionRecord | None = None
    applied: dict[str, dict[str, int]] = field(default_factory=dict)
    """By input topic and conversation: the last offset that its state contains. Ordered delivery only."""


async def read_state(reader: AIOKafkaConsumer, tp: TopicPartition, wanted: Callable[[], bool]) -> Recovered:
    """Read ``tp`` to its end.

    The end is the last stable offset that came with a fetch: the embedded broker understates it when asked for it,
    and a fetch is later than the fencing of every earlier writer.

    Raises:
        GivenUp: ``wanted`` says that nobody waits for it any more.
    """
    reader.assign([tp])
    await reader.seek_to_beginning(tp)
    latest: dict[bytes, bytes] = {}
    found = Recovered()
    while True:
        if not wanted():
            raise GivenUp
        for record in (await reader.getmany(tp, timeout_ms=POLL_MS)).get(tp, ()):
            keep(record, latest, found)
        end = reader.last_stable_offset(tp)
        if end is not None and await reader.position(tp) >= end:
            break
    await decode(latest, found)
    return found


def keep(record: ConsumerRecord, latest: dict[bytes, bytes], found: Recovered) -> None:
    """Take one record of the state topic; the latest of a key counts."""
    if record.value is None:
        latest.pop(record.key, None)
    else:
        latest[record.key] = record.value
    for name, value in record.headers:
        if name == APPLIED:
            topic, _, offset = value.decode().rpartition("=")
            found.applied.setdefault(topic, {})[conversation_of(record.key)] = int(offset)


def conversation_of(key: bytes) -> str:
    """Return the conversation whose state has this key."""
    return key.removeprefix(CONVERSATION_KEY).decode()


async def decode(latest: dict[bytes, bytes], found: Recovered) -> None:
    """Turn the bytes into states, giving way to others: there may be a million."""
    turn = Turn()
    for key, value in latest.items():
        if key == PARTITION_KEY:
            found.mark = decode_partition(value)
        else:
            found.states[conversation_of(key)] = decode_state(value)
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
        if at is not None and at < starts[tp] and not accept_loss:
            raise Complaint(
                f"{tp.topic}, partition {tp.partition}: offsets {at} to {starts[tp] - 1} were deleted before they were "
                "judged; start with --accept-loss to go on without them, and give the topic a longer retention"
            )
        positions[tp.topic] = starts[tp] if at is None else max(at, starts[tp])
    return positions
