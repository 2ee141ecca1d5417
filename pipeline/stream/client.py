"""aiokafka as we use it: its consumers and producers made in one place, and the private calls that it takes.

Checked against aiokafka 0.14.0; ``tests/unit/stream/test_client.py`` fails when one of them changes.
"""

from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

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
BATCH_BYTES = 900_000
"""Of one batch sent; a single larger record still goes, alone."""


def connection(settings: Settings) -> dict[str, Any]:
    """Return what every client needs to connect."""
    return settings.aiokafka()


def group_consumer(settings: Settings) -> AIOKafkaConsumer:
    """Return the consumer of the input. Offsets are never reset behind our back: what is gone must be said."""
    return AIOKafkaConsumer(
        **connection(settings),
        group_id=settings.app,
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


def partition_reader(settings: Settings) -> AIOKafkaConsumer:
    """Return a consumer without a group, for reading one partition from its start."""
    return AIOKafkaConsumer(
        **connection(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=8 * FETCH_BYTES,
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
