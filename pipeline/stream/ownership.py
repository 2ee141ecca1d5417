"""Which partitions are ours: granted by the group, acquired one by one, released when the group takes them away."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from prometheus_client import Gauge

from pipeline.ops import metrics
from pipeline.ops.complaint import Complaint
from pipeline.stream import client
from pipeline.stream.delivery import HOPELESS, Lost
from pipeline.stream.ledger import Ledger
from pipeline.stream.recovery import GivenUp

log = logging.getLogger(__name__)

RETRY_AFTER = 0.5
"""Seconds between losing a partition and asking for it again: time for a rebalance to reach us."""
ACQUIRES_AT_ONCE = 2
"""Reading states takes the processor, so more at once would only make the first partition wait for the last."""
RELEASE_WITHIN = 10.0
"""Seconds that a running transaction may take when the partition is wanted elsewhere."""


class Ownership(ConsumerRebalanceListener):  # type: ignore[misc]
    """The ledgers of this worker, by partition number."""

    def __init__(  # noqa: PLR0913 - made in one place
        self,
        consumer: AIOKafkaConsumer,
        topics: tuple[str, ...],
        make_ledger: Callable[[int], Ledger],
        *,
        accept_loss: bool,
        owned: Gauge,
        begun: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """``owned`` shows how many are ready.

        ``begun`` is told of every acquired partition, ``failed`` of what ends the worker.
        """
        self.ready: dict[int, Ledger] = {}
        """Acquired and in use. The consumer stands at their positions."""
        self.granted: frozenset[int] = frozenset()
        self.joined = False
        """Whether the group has told what is granted, be it nothing."""
        self._consumer = consumer
        self._topics = topics
        self._make_ledger = make_ledger
        self._accept_loss = accept_loss
        self._owned = owned
        self._begun = begun
        self._failed = failed
        self._acquiring: dict[int, tuple[Ledger | None, asyncio.Task[None]]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(ACQUIRES_AT_ONCE)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Acquire what the group grants. Returns at once: heartbeats start only after this."""
        self.granted = frozenset(tp.partition for tp in assigned)
        self.joined = True
        log.info("granted partitions %s", sorted(self.granted))
        for number in sorted(self.granted):
            self._acquire_soon(number, "granted", after=0.0)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Give everything back: the group hands all partitions out anew."""
        del revoked
        await self.release_all("revoked")

    async def release_all(self, why: str) -> None:
        """Release every ledger; a release waits for a running acquire and for a running transaction."""
        self.granted = frozenset()
        self.joined = False
        if self.ready or self._acquiring:
            log.info("releasing partitions %s: %s", sorted({*self.ready, *self._acquiring}), why)
        running = [*self._acquiring.values()]
        for ledger, task in running:
            if ledger:
                ledger.open = False
            else:
                task.cancel()  # still waiting for its turn to try again
        await asyncio.gather(*(task for _, task in running), return_exceptions=True)
        ledgers, self.ready = list(self.ready.values()), {}
        await asyncio.gather(*(self._close(ledger, why) for ledger in ledgers), *self._closing)

    def holds(self, ledger: Ledger) -> bool:
        """Whether a ledger is in use, and not given back, nor another acquired in its place."""
        return self.ready.get(ledger.number) is ledger

    def drop(self, ledger: Ledger, why: str) -> None:
        """Give up a ledger that failed, and acquire its partition again if it is still ours."""
        if not self.holds(ledger):
            return
        del self.ready[ledger.number]
        log.warning("partition %d dropped: %s", ledger.number, why)
        metrics.TRANSACTIONS.labels("failed").inc()
        closing = asyncio.ensure_future(self._close(ledger, why))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._acquire_soon(ledger.number, why, after=RETRY_AFTER)

    async def _close(self, ledger: Ledger, why: str) -> None:
        await ledger.close(RELEASE_WITHIN, why)
        if ledger.number not in self.ready:  # else acquired anew, and shown, while this one waited for Kafka
            metrics.forget_inputs(self._topics, ledger.number)
            ledger.account.forget(ledger.number)
        self._owned.set(len(self.ready))

    def _acquire_soon(self, number: int, why: str, *, after: float) -> None:
        task = asyncio.ensure_future(self._acquire(number, why, after))
        self._acquiring[number] = (None, task)
        task.add_done_callback(self._acquire_ended)

    def _acquire_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._failed(error)

    async def _acquire(self, number: int, why: str, after: float) -> None:
        """Acquire until it works or the grant is gone."""
        while number in self.granted:
            if after:
                await asyncio.sleep(after)
                # A worker that was frozen learns here that others have its partitions; without asking it would take
                # them back. Where a rebalance is under way the group will grant anew.
                if number not in self.granted or (member := await client.still_member(self._consumer)) is False:
                    break
                if member is None:
                    continue
            async with self._turns:
                if number in self.granted and await self._acquired(self._make_ledger(number), why):
                    return
            after = RETRY_AFTER
        self._acquiring.pop(number, None)

    async def _acquired(self, ledger: Ledger, why: str) -> bool:
        number = ledger.number
        _, task = self._acquiring[number]
        self._acquiring[number] = (ledger, task)
        try:
            await ledger.acquire(self._consumer, self._topics, accept_loss=self._accept_loss, why=why)
            if number in self.granted and ledger.open:
                self._begin(ledger)
                return True
            ended = "no longer granted"
        except (Complaint, *HOPELESS):
            await ledger.close(0, "cannot be acquired")
            raise
        except GivenUp:
            ended = "wanted elsewhere"
        except (KafkaError, Lost, OSError) as error:
            log.warning("partition %d not acquired, trying again: %r", number, error)
            ended = "not acquired"
        self._acquiring[number] = (None, task)
        await ledger.close(0, ended)
        return False

    def _begin(self, ledger: Ledger) -> None:
        for topic, position in ledger.positions.items():
            self._consumer.seek(TopicPartition(topic, ledger.number), position)
        self._acquiring.pop(ledger.number, None)
        self.ready[ledger.number] = ledger
        ledger.account.show(ledger.number)
        self._owned.set(len(self.ready))
        self._begun()
