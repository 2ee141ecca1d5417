"""How the outcome of a batch becomes durable: in one transaction, or in an order that survives a crash."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    IllegalOperation,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from aiokafka.structs import OffsetAndMetadata

from pipeline.ops.complaint import Complaint
from pipeline.wire.codec import Record
from pipeline.wire.topics import DLQ, ESCALATIONS, STATE, STATUS

WRITTEN = (ESCALATIONS, STATUS, DLQ, STATE)

APPLIED = "makegood-applied"
"""Header of a state record in ordered delivery: the offset of the last event that the state contains."""

HOPELESS = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""Trying again would fail again: the worker stops instead, with nothing acknowledged."""

WRITE_WITHIN = 60.0
"""Seconds. The coordinator has aborted by then (:data:`~pipeline.stream.client.TRANSACTION_MS`); what still waits for
an answer waits in vain."""
ABORT_WITHIN = 5.0
STOP_WITHIN = 3.0
"""Seconds. A producer whose broker is away would wait for ever; the next owner fences it anyway."""


class Lost(Exception):  # noqa: N818 - not an error of the program: somebody else owns the partition, or Kafka is away
    """What was to be written is not written, or nobody knows. The ledger is to be dropped and acquired again."""


class Delivery(Protocol):
    """Writes for one partition number."""

    mode: str
    """As ``MAKEGOOD_DELIVERY`` calls it."""

    async def start(self) -> None:
        """Take ownership of the partition, as far as the broker knows ownership."""

    async def write(
        self, outputs: Sequence[Record], states: Sequence[Record], mark: Record, offsets: Mapping[str, int]
    ) -> None:
        """Make it durable; returns when ``read_committed`` readers see it.

        ``mark`` is the partition's record. ``offsets`` are those of the input that are done, by topic.
        Raises :class:`Lost`.
        """

    async def stop(self) -> None:
        """Give up ownership; what was not committed is gone."""


class Sending:
    """A producer that writes to one partition number of any topic, unless a record names another."""

    def __init__(self, producer: AIOKafkaProducer, partition: int) -> None:
        self.producer = producer
        self.partition = partition

    async def start(self) -> None:
        """Connect. Raises Complaint where one of our topics lacks the partition."""
        await self.producer.start()
        for topic in WRITTEN:
            count = len(await self.producer.partitions_for(topic.name))
            if self.partition >= count:
                raise Complaint(
                    f"the input has a partition {self.partition}, {topic.name} only {count} partitions: were some "
                    "added? The conversations that moved would lose their state; go back to an input topic of "
                    f"{count} partitions, or start anew with a new MAKEGOOD_APP and new topics of ours"
                )

    async def send(self, records: Iterable[Record], headers: Sequence[tuple[str, bytes]] = ()) -> None:
        """Send records, in their order within each topic; returns when the broker has acknowledged all."""
        by_place: dict[tuple[str, int], list[Record]] = {}
        for record in records:
            number = self.partition if record.partition is None else record.partition
            by_place.setdefault((record.topic, number), []).append(record)
        done: list[asyncio.Future[object]] = []
        try:
            for (topic, number), some in by_place.items():
                builder = self.producer.create_batch()
                for record in some:
                    fields = {
                        "key": record.key,
                        "value": record.value,
                        "timestamp": int(time.time() * 1000) if record.timestamp_ms is None else record.timestamp_ms,
                        "headers": [*record.headers, *headers],
                    }
                    if builder.append(**fields) is None:
                        done.append(await self.producer.send_batch(builder, topic, partition=number))
                        builder = self.producer.create_batch()
                        builder.append(**fields)  # the first record of a batch fits, whatever its size
                done.append(await self.producer.send_batch(builder, topic, partition=number))
        finally:
            results = await asyncio.gather(*done, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def stop(self) -> None:
        """Close the producer, within bounds."""
        stopping = asyncio.ensure_future(self.producer.stop())
        await asyncio.wait([stopping], timeout=STOP_WITHIN)
        if not stopping.done():
            stopping.cancel()
        elif not stopping.cancelled():
            stopping.exception()  # a producer that was fenced says so again; that is known by then


class Transactions(Sending):
    """Exactly once: outputs, states, the mark and the input's offsets in one Kafka transaction."""

    mode = "exactly_once"

    def __init__(self, producer: AIOKafkaProducer, partition: int, group: str) -> None:
        super().__init__(producer, partition)
        self._group = group

    async def write(
        self, outputs: Sequence[Record], states: Sequence[Record], mark: Record, offsets: Mapping[str, int]
    ) -> None:
        """See :class:`Delivery`."""
        try:
            async with asyncio.timeout(WRITE_WITHIN):
                await self._transact([*outputs, *states, mark], offsets)
        except HOPELESS:
            await self._abort()
            raise
        # After being fenced aiokafka raises, depending on when it learned it, ProducerFenced, IllegalOperation, or
        # AssertionError from its own state table. Which one says nothing about who owns the partition now.
        except (KafkaError, IllegalOperation, AssertionError, TimeoutError) as error:
            await self._abort()
            raise Lost(f"transaction failed: {error!r}") from error

    async def _transact(self, records: Sequence[Record], offsets: Mapping[str, int]) -> None:
        await self.producer.begin_transaction()
        sending = asyncio.ensure_future(self.send(records))
        try:
            if offsets:
                await self.producer.send_offsets_to_transaction(
                    {
                        TopicPartition(topic, self.partition): OffsetAndMetadata(offset, "")
                        for topic, offset in offsets.items()
                    },
                    self._group,
                )
            await sending
        except BaseException:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise
        await self.producer.commit_transaction()

    async def _abort(self) -> None:
        # Where this fails the broker aborts it: at the next owner's start, or after TRANSACTION_MS.
        with contextlib.suppress(KafkaError, IllegalOperation, AssertionError, TimeoutError):
            await asyncio.wait_for(self.producer.abort_transaction(), ABORT_WITHIN)


class Ordered(Sending):
    """For a broker without transactions and one worker: each step is acknowledged before the next is written.

    A crash between them repeats outputs (with the ids they had); states name the offset they contain, so that
    the fold is not repeated.
    """

    mode = "ordered"

    async def write(
        self, outputs: Sequence[Record], states: Sequence[Record], mark: Record, offsets: Mapping[str, int]
    ) -> None:
        """See :class:`Delivery`."""
        applied = [(APPLIED, f"{topic}={offset - 1}".encode()) for topic, offset in offsets.items()]
        try:
            async with asyncio.timeout(WRITE_WITHIN):
                await self.send(outputs)
                await self.send(states, applied)
                await self.send([mark])
        except HOPELESS:
            raise
        except (KafkaError, TimeoutError) as error:
            raise Lost(f"write failed: {error!r}") from error
