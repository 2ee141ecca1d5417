"""The source: a Faust service that reads the input for the ledgers, and lets time pass for them."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple, TypeAlias

import mode
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import ConsumerStoppedError, NoOffsetForPartitionError, OffsetOutOfRangeError

from pipeline.ops import metrics
from pipeline.ops.complaint import Complaint
from pipeline.stream.batch import Batch
from pipeline.stream.clock import LiveClock
from pipeline.stream.delivery import Lost
from pipeline.stream.faust_parts import BatchChannel
from pipeline.stream.ledger import Ledger
from pipeline.stream.ownership import Ownership
from pipeline.stream.watchdog import LONG, Watchdog
from pipeline.wire.codec import UnknownStateError

POLL_MS = 20
"""How long one look for records may wait; p99 is 25 ms better than with 100."""
AT_ONCE = 4
"""Transactions of one worker at a time. One mostly waits for the broker; more would share the same processor."""
AT_MOST = 256
"""Records of one transaction: all of a backlog's fetch would hold its first escalation back for seven seconds."""
TICK = 0.1
"""Seconds between looks at the deadlines."""

MakeOwnership: TypeAlias = Callable[[AIOKafkaConsumer, Callable[[], None], Callable[[BaseException], None]], Ownership]


class Fetched(NamedTuple):
    """What flows to the agents: a batch, and the ledger it was fetched for."""

    ledger: Ledger
    batch: Batch

    @property
    def place(self) -> TopicPartition:
        """Where the batch was fetched from."""
        return TopicPartition(self.batch.topic, self.ledger.number)


class Source(mode.Service):
    """Feeds a channel with batches, at most one outstanding for each partition.

    Ledgers are ready once acquired; what is not ready is not asked for: nothing arrives before its position is known.
    """

    def __init__(
        self,
        make_consumer: Callable[[], AIOKafkaConsumer],
        make_ownership: MakeOwnership,
        channel: BatchChannel,
        topics: tuple[str, ...],
        clock: LiveClock | None,
    ) -> None:
        super().__init__()
        self.failure: BaseException | None = None
        """Why the worker crashed."""
        self._make_consumer = make_consumer
        self._make_ownership = make_ownership
        self._channel = channel
        self._topics = topics
        self._clock = clock
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._outstanding: Counter[int] = Counter()
        self._wake = asyncio.Event()
        self._fetches: dict[TopicPartition, int | None] = {}
        self._acquiring: set[int] = set()
        self.watchdog = Watchdog()
        self.watchdog.begin("the start")

    async def on_start(self) -> None:
        """Join the group. Subscribing before the consumer has started would lose the listener's first call."""
        self.watchdog.follow()
        self._consumer = self._make_consumer()
        await self._consumer.start()
        self.owned = self._make_ownership(self._consumer, self._wake.set, self.fail)
        self._consumer.subscribe(self._topics, listener=self.owned)
        self.watchdog.end("the start")

    async def on_stop(self) -> None:
        """Finish the running transactions, give the partitions back, leave the group."""
        if not hasattr(self, "owned"):
            return
        self.watchdog.begin("the stop")
        await self.owned.release_all("stopping")
        await self._consumer.stop()

    def fail(self, error: BaseException) -> None:
        """Crash the worker: nothing of what is under way is acknowledged."""
        if self.failure is None:
            self.failure = error
            self.add_future(self.crash(error))

    async def crash(self, reason: BaseException) -> None:
        """Crash all services; the reason is kept for the command, which tells a user what to do."""
        self.failure = self.failure or reason
        await super().crash(reason)

    def trouble(self) -> str | None:
        """Say why no chats are judged now, or ``None`` when they are."""
        if self.should_stop or not hasattr(self, "owned"):
            return "not running"
        if not self.owned.joined:
            return "joining the group"
        missing = self.owned.granted - self.owned.ready.keys()
        return f"{len(missing)} partitions not acquired yet" if missing else None

    async def judge(self, fetched: Fetched) -> None:
        """Have a batch judged by its ledger; called by the agent.

        A partition that is lost is dropped and acquired again. Any other error is the program's or the machine's.
        """
        try:
            await self._settle("a batch", fetched.ledger, fetched.ledger.judge(fetched.batch))
        finally:
            self._outstanding[fetched.ledger.number] -= 1
            if fetched.place in self._consumer.assignment():
                self._consumer.resume(fetched.place)
            self._wake.set()

    async def _settle(self, what: str, ledger: Ledger, work: Awaitable[None]) -> None:
        under_way = f"{what} of partition {ledger.number}"
        self.watchdog.begin(under_way)
        try:
            async with self._slots:
                await work
        except Lost as lost:
            self.owned.drop(ledger, str(lost))
        except UnknownStateError as error:
            raise Complaint(f"{ledger.account.state_topic}, partition {ledger.number}: {error}") from error
        finally:
            self.watchdog.end(under_way)

    @mode.Service.task
    async def _read(self) -> None:
        while not self.should_stop:
            tps = [tp for number in self.owned.ready if not self._outstanding[number] for tp in self._inputs(number)]
            if not tps:  # asked for none, aiokafka would return all
                await self._something_to_do()
                continue
            try:
                fetched = await self._consumer.getmany(*tps, timeout_ms=POLL_MS, max_records=AT_MOST)
            except NoOffsetForPartitionError:
                continue  # of a partition granted during the fetch: its ledger has not set the position yet
            except OffsetOutOfRangeError as error:
                self._complain_of(error.args[0])
                continue
            except ConsumerStoppedError:
                return
            # From the fetch to here nothing else has run: the positions are those of these records.
            for found in [await self._fetched(tp, records) for tp, records in fetched.items()]:
                if found:
                    self._outstanding[found.ledger.number] += 1
                    await self._channel.put(found)  # type: ignore[arg-type]  # plain values do too

    async def _fetched(self, tp: TopicPartition, records: list[ConsumerRecord]) -> Fetched | None:
        ledger = self.owned.ready.get(tp.partition)
        if not ledger:
            return None  # taken away during the fetch
        start, end = ledger.read_to[tp.topic], await self._consumer.position(tp)
        ledger.read_to[tp.topic] = end
        # What the broker sent during the batch would lie there until the next, and be old by then.
        self._consumer.pause(tp)
        return Fetched(ledger, Batch(tp.topic, records, start, end))

    def _complain_of(self, out_of_range: dict[TopicPartition, int]) -> None:
        for tp, offset in out_of_range.items():
            ledger = self.owned.ready.get(tp.partition)
            if ledger and ledger.read_to[tp.topic] == offset:
                raise Complaint(
                    f"{tp.topic}, partition {tp.partition}: offset {offset} is gone; was the topic made anew?"
                )

    def _inputs(self, number: int) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for topic in self._topics]

    async def _something_to_do(self) -> None:
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), 1.0)

    @mode.Service.timer(TICK)
    async def _let_time_pass(self) -> None:
        for number, ledger in list(self.owned.ready.items()):
            until = await self._read_until(number)
            if until and ledger.due(until):
                await self._settle("a deadline", ledger, ledger.fire(until, partial(self._read_until, number)))

    @mode.Service.timer(TICK)
    async def _look(self) -> None:
        """In a timer of its own: firing may wait for Kafka, and what is shown is not to be of before."""
        self._watch_grants()
        for ledger in list(self.owned.ready.values()):
            await self._measure(ledger)

    def _watch_grants(self) -> None:
        acquiring = set(self.owned.granted) - self.owned.ready.keys()
        for number in acquiring - self._acquiring:
            self.watchdog.begin(f"acquiring partition {number}", LONG)
        for number in self._acquiring - acquiring:
            self.watchdog.end(f"acquiring partition {number}")
        self._acquiring = acquiring
        for tp in self._fetches.keys() - {tp for number in self.owned.ready for tp in self._inputs(number)}:
            self.watchdog.end(a_fetch(tp))
            del self._fetches[tp]

    async def _read_until(self, number: int) -> int | None:
        """Return the time up to which all records of a partition are judged.

        ``None`` while some are under way or waiting, and where only the log's time counts.
        """
        if not self._clock or self._outstanding[number] or number not in self.owned.ready:
            return None
        times = [await self._clock.read_until(self._consumer, tp) for tp in self._inputs(number)]
        return None if None in times else min(time for time in times if time)

    async def _measure(self, ledger: Ledger) -> None:
        number = ledger.number
        until = await self._read_until(number)
        at = {tp: await self._consumer.position(tp) for tp in self._inputs(number) if self.owned.holds(ledger)}
        if not self.owned.holds(ledger):
            return  # given back meanwhile, and its figures forgotten: shown again they would stand still for ever
        for tp, position in at.items():
            idle = not self._outstanding[number]
            end = self._consumer.highwater(tp)
            if end is not None:
                # Where nothing is under way, what lies between are markers of transactions.
                judged = position if idle else ledger.positions[tp.topic]
                metrics.LAG.labels(tp.topic, number).set(max(0, end - judged))
                metrics.POSITION.labels(tp.topic, number).set(judged)
            fetched = self._consumer.last_poll_timestamp(tp)
            if not idle or fetched != self._fetches.get(tp):
                self._fetches[tp] = fetched
                self.watchdog.begin(a_fetch(tp))
        if self._clock:
            behind = self._clock.now() - max(until or 0, ledger.clock)
            ledger.account.late(number, max(0.0, behind / 1000))


def a_fetch(tp: TopicPartition) -> str:
    """What the watchdog calls it."""
    return f"a fetch from {tp.topic}, partition {tp.partition}"
