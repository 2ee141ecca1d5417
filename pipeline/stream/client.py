"""aiokafka as we use it: its consumers and producers made in one place, and the private calls that it takes.

Checked against aiokafka 0.14.0; ``tests/unit/stream/test_faust_parts.py`` fails when one of them changes.
"""

from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer.fetcher import READ_COMMITTED, PartitionRecords
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import LeaderNotAvailableError, for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords

from pipeline.ops.settings import Settings

FETCH_WAIT_MS = 100
"""How long the broker holds a fetch without data; also how old "read to its end" may be."""
SESSION_MS = 6_000
"""Kafka's smallest: a killed worker's partitions stand still for as long."""
HEARTBEAT_MS = 300
"""A rebalance is noticed by a heartbeat; the default of 3 s would add as much standstill."""
REBALANCE_MS = 20_000
"""How long the group waits for a member that is still finishing its transactions."""
TRANSACTION_MS = 15_000
RETRY_MS = 10
"""aiokafka backs off this long while the last transaction's markers are written; with its 100 ms p99 doubles."""
FETCH_BYTES = 1_048_576
STATE_BYTES = 2 * FETCH_BYTES
"""Of one fetch from the state topic: some thousand states. With more at a time the memory for the answers costs more
than the requests that are saved."""
BATCH_BYTES = 900_000
"""Of one batch sent; a single larger record still goes, alone."""


def connection(settings: Settings) -> dict[str, Any]:
    """Return what every client needs to connect."""
    return settings.aiokafka()


def group_consumer(settings: Settings, group: str) -> AIOKafkaConsumer:
    """Return the consumer of an input. Offsets are never reset behind our back: what is gone must be said."""
    return AIOKafkaConsumer(
        **connection(settings),
        group_id=group,
        group_instance_id=settings.worker_id or None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        partition_assignment_strategy=(RangePartitionAssignor,),
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        rebalance_timeout_ms=REBALANCE_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=FETCH_BYTES,
    )


def transactional_producer(settings: Settings, transactional_id: str) -> AIOKafkaProducer:
    """Return the one producer that may write for a partition; starting it fences every earlier one."""
    return AIOKafkaProducer(
        **connection(settings),
        transactional_id=transactional_id,
        transaction_timeout_ms=TRANSACTION_MS,
        retry_backoff_ms=RETRY_MS,
        linger_ms=0,
        max_batch_size=BATCH_BYTES,
        max_request_size=2 * FETCH_BYTES,
    )


def plain_producer(settings: Settings) -> AIOKafkaProducer:
    """Return a producer for brokers without transactions: acknowledged by all replicas, in order."""
    return AIOKafkaProducer(
        **connection(settings),
        acks="all",
        retry_backoff_ms=RETRY_MS,
        linger_ms=0,
        max_batch_size=BATCH_BYTES,
        max_request_size=2 * FETCH_BYTES,
    )


async def still_member(consumer: AIOKafkaConsumer) -> bool | None:
    """Ask the coordinator, by a heartbeat now, whether this consumer's assignment still holds.

    ``None``: it did not answer. aiokafka offers no public way. Without asking, a worker that was frozen and has been
    fenced would take its partitions back from their new owner.
    """
    coordinator = consumer._coordinator  # noqa: SLF001
    alive = await coordinator._do_heartbeat()  # noqa: SLF001
    if coordinator._rejoin_needed_fut.done():  # noqa: SLF001
        return False
    return True if alive else None


LOG_START_TOLD = 5
"""From this version on a fetch's answer has the start of the log, before the aborted transactions."""


class RawRecord(Protocol):
    """A record as aiokafka's C code cuts it out of a batch."""

    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]]


class RawRecords(PartitionRecords):  # type: ignore[misc]
    """aiokafka's reading of a fetch (what was aborted left out), without a ``ConsumerRecord`` made of each record."""

    def _consumer_record(self, tp: TopicPartition, record: RawRecord) -> RawRecord:
        del tp
        return record


class Fetched(NamedTuple):
    """What one fetch brought."""

    records: RawRecords
    stable: int
    """The last stable offset at the time of the fetch."""

    @property
    def next(self) -> int:
        """Where to fetch from next, once ``records`` have been gone through."""
        return int(self.records.next_fetch_offset)


class PartitionReader:
    """Fetches from one partition, ``read_committed``; an asynchronous context manager.

    A consumer makes an object of eleven fields of every record, which was a third of the time that reading half a
    million states takes.
    """

    def __init__(self, settings: Settings, tp: TopicPartition) -> None:
        self._client = AIOKafkaClient(**connection(settings))
        self._tp = tp

    async def __aenter__(self) -> Self:
        """Connect. Raises KafkaError."""
        try:
            await self._client.bootstrap()
            await self._client.set_topics([self._tp.topic])
        except BaseException:
            await self._client.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        await self._client.close()

    async def fetch(self, offset: int) -> Fetched:
        """Records from ``offset`` on. Raises KafkaError."""
        topic, partition = self._tp
        leader = self._client.cluster.leader_for_partition(self._tp)
        if leader is None or leader == -1:
            raise LeaderNotAvailableError(f"{topic}, partition {partition}")
        wanted = [(topic, [(partition, offset, STATE_BYTES)])]
        request = FetchRequest(FETCH_WAIT_MS, 1, STATE_BYTES, READ_COMMITTED, wanted)
        answer = await self._client.send(leader, request)
        ((_, (part,)),) = answer.topics
        _, code, _, stable, *_ = part
        if code:
            raise for_code(code)(f"{topic}, partition {partition}, offset {offset}")
        aborted = part[5] if answer.API_VERSION >= LOG_START_TOLD else part[4]
        records = MemoryRecords(part[-1])
        return Fetched(
            RawRecords(self._tp, records, aborted, offset, None, None, check_crcs=True, isolation_level=READ_COMMITTED),
            stable,
        )
