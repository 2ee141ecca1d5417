"""The ledger of one partition: its conversations, its position, its clock, and the only right to write for it.

Ownership is whoever started the transactional producer last; the group's assignment is a hint. Memory changes only
after Kafka has taken the change.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from pipeline.ops import metrics
from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings
from pipeline.stream import client
from pipeline.stream.account import Account
from pipeline.stream.batch import Batch
from pipeline.stream.delivery import Delivery, Lost
from pipeline.stream.folding import Folded, Hopeless
from pipeline.stream.recovery import read_state, starting_points
from pipeline.wire.codec import UnknownStateError

log = logging.getLogger(__name__)


class Ledger:
    """One partition number, for all inputs together."""

    def __init__(
        self,
        number: int,
        *,
        delivery: Delivery,
        account: Account,
        settings: Settings,
        accept_dead_letters: bool = False,
    ) -> None:
        self.number = number
        self.account = account
        """What is folded; this ledger makes it durable."""
        self.open = True
        """False once the grant is forgotten; nothing is begun after that."""
        self.positions: dict[str, int] = {}
        """Up to where each input is judged, durably."""
        self.read_to: dict[str, int] = {}
        """Up to where each input has been handed out for judging."""
        self._delivery = delivery
        self._settings = settings
        self._hopeless = None if accept_dead_letters else Hopeless(number)
        self._lock = asyncio.Lock()
        self._applied: dict[str, dict[str, int]] = {}

    async def acquire(self, consumer: AIOKafkaConsumer, topics: Sequence[str], *, accept_loss: bool, why: str) -> None:
        """Fence the former owner, then read what it left. The order matters. ``why``: for the log.

        Raises:
            Lost, KafkaError, GivenUp: try again, if the partition is still assigned.
            Complaint: what was to be read next is gone.
        """
        started = time.monotonic()
        async with self._lock:
            await self._delivery.start()
            place = TopicPartition(self.account.state_topic, self.number)
            starts = await consumer.beginning_offsets([place])
            try:
                async with client.PartitionReader(self._settings, place) as reader:
                    found = await read_state(reader, starts[place], self.account.stored, lambda: self.open)
            except UnknownStateError as error:
                raise Complaint(f"{self.account.state_topic}, partition {self.number}: {error}") from error
            self.positions = await starting_points(
                consumer, [TopicPartition(topic, self.number) for topic in topics], found.mark, accept_loss=accept_loss
            )
            self.account.restore(found.mark.clock if found.mark else 0, found.stored)
            self._applied = found.applied
            self.read_to = dict(self.positions)
        took = time.monotonic() - started
        metrics.RECOVERY_SECONDS.observe(took)
        log.info(
            "partition %d acquired (%s, %s) in %.2f s: %d conversations, positions %s",
            self.number,
            self._delivery.mode,
            why,
            took,
            len(self.account),
            self.positions,
        )

    @property
    def clock(self) -> int:
        """The partition's clock, ms since the epoch."""
        return self.account.clock

    async def judge(self, batch: Batch) -> None:
        """Fold a batch and make the outcome durable.

        Raises:
            Lost: it is not durable, or nobody knows: drop this ledger.
            Complaint: most of what comes is no events.
        """
        async with self._lock:
            at = self.positions[batch.topic]
            if not self.open or batch.end <= at:
                return
            if batch.start > at:
                raise Lost(f"{batch.topic}/{self.number}: read from {batch.start}, but the position is {at}")
            fresh = [record for record in batch.records if record.offset >= at]
            self.account.begin()
            try:
                folded = await self.account.fold(self._while_open(fresh), self._applied.get(batch.topic, {}))
                self._check_open()
                if self._hopeless:
                    self._hopeless.look(len(fresh), folded)
                await self._write(folded, {batch.topic: batch.end})
            except BaseException:
                self.account.abort()
                raise
            self.account.commit()
            self.positions[batch.topic] = batch.end
            self._forget_applied(batch.topic, batch.end)
        metrics.read(batch.topic, len(fresh), folded.dead)
        self.account.count(self.number, folded)

    def _while_open(self, records: Iterable[ConsumerRecord]) -> Iterator[ConsumerRecord]:
        """Records until the grant is forgotten: what is folded then nobody may write, and it would hold up others."""
        for record in records:
            self._check_open()
            yield record

    def _check_open(self) -> None:
        if not self.open:
            raise Lost(f"partition {self.number} is wanted elsewhere")

    def due(self, clock: int) -> bool:
        """Whether some deadline has passed when the clock shows ``clock`` (ms)."""
        earliest = self.account.next_due()
        return earliest is not None and earliest <= clock

    async def fire(self, clock: int, caught_up: Callable[[], Awaitable[int | None]]) -> None:
        """Let time go on to ``clock`` (ms) while the partition is read to its end.

        Raises:
            Lost: as :meth:`judge`.
        """
        async with self._lock:
            if not self.open or await caught_up() is None or not self.due(clock):
                return
            self.account.begin()
            try:
                folded = self.account.advance(clock)
                await self._write(folded, {})
            except BaseException:
                self.account.abort()
                raise
            self.account.commit()
        self.account.count(self.number, folded)

    async def _write(self, folded: Folded, done: dict[str, int]) -> None:
        states = self.account.states()
        mark = self.account.mark({**self.positions, **done})
        with metrics.TRANSACTION_SECONDS.time():
            await self._delivery.write(folded.records, states, mark, done)
        metrics.TRANSACTIONS.labels("committed").inc()

    def _forget_applied(self, topic: str, end: int) -> None:
        if topic in self._applied and all(offset < end for offset in self._applied[topic].values()):
            del self._applied[topic]

    async def close(self, patience: float, why: str) -> None:
        """Forget the grant, wait up to ``patience`` seconds for the running transaction, give up ownership."""
        self.open = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience), self._lock:
                pass
        if self._lock.locked():
            log.warning("partition %d released while a transaction was running; Kafka will abort it", self.number)
        await self._delivery.stop()
        log.info("partition %d released (%s, %s) at %s", self.number, self._delivery.mode, why, self.positions)
