"""What the source does with partitions that come and go, without a broker."""

import asyncio
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import AsyncMock, Mock

from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client import REGISTRY, Gauge

from pipeline.stream.account import Account
from pipeline.stream.clock import LiveClock
from pipeline.stream.faust_parts import BatchChannel
from pipeline.stream.ledger import Ledger
from pipeline.stream.ownership import Ownership
from pipeline.stream.source import TICK, Source
from pipeline.stream.watchdog import PATIENCE, Watchdog

Failed = Callable[[BaseException], None]
TOPIC = "events-of-test-source"


class Consumer:
    """Answers only for what is assigned, as aiokafka's does."""

    def __init__(self, assigned: Iterable[int]) -> None:
        self.assigned = set(assigned)
        self.asked, self.answering = asyncio.Event(), asyncio.Event()
        self.answering.set()
        self.start = self.stop = AsyncMock()
        self.subscribe = Mock()
        self.polls = 0
        self.held_back: set[int] = set()
        self.to_fetch: dict[TopicPartition, Any] = {}
        self.fetched = Mock()

    async def getmany(self, *_: object, **__: object) -> dict[TopicPartition, Any]:
        await asyncio.sleep(TICK)
        brought, self.to_fetch = self.to_fetch, {}
        if brought:
            self.fetched()
        return brought

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition(TOPIC, number) for number in self.assigned}

    def pause(self, *tps: TopicPartition) -> None:
        assert self.assignment().issuperset(tps)
        self.held_back.update(tp.partition for tp in tps)

    def resume(self, *tps: TopicPartition) -> None:
        assert self.assignment().issuperset(tps)
        self.held_back.difference_update(tp.partition for tp in tps)

    async def position(self, tp: TopicPartition) -> int:
        assert tp.partition in self.assigned
        self.asked.set()
        await self.answering.wait()
        return 10

    def highwater(self, tp: TopicPartition) -> int:
        assert tp.partition in self.assigned
        return 15

    def last_poll_timestamp(self, tp: TopicPartition) -> int:
        assert tp.partition in self.assigned
        self.polls += 1
        return self.polls


class Stage:
    """A source that owns partitions 1 and 2."""

    def __init__(self) -> None:
        self.consumer = Consumer({1, 2})
        self.written = asyncio.Event()
        self.machine = SimpleNamespace(now=100.0)
        self.ledgers = {
            number: Mock(spec=Ledger, number=number, clock=0, account=Mock(spec=Account)) for number in (1, 2)
        }
        for ledger in self.ledgers.values():
            ledger.due.return_value = False
        clock = Mock(spec=LiveClock, now=lambda: 2_000)
        clock.read_until.return_value = 1_000
        self.source = Source(
            lambda: self.consumer, self._ownership, Mock(spec=BatchChannel), (TOPIC,), cast(LiveClock, clock)
        )
        self.source.watchdog = Watchdog(lambda: self.machine.now)

    def _ownership(self, consumer: AIOKafkaConsumer, begun: Callable[[], None], failed: Failed) -> Ownership:
        self.owned = Ownership(
            consumer, (TOPIC,), Mock(), accept_loss=False, owned=Mock(spec=Gauge), begun=begun, failed=failed
        )
        self.owned.ready = dict(self.ledgers)
        return self.owned

    async def fire(self, number: int) -> None:
        """Let a partition have a deadline; it is written only when the test says so."""
        firing = asyncio.Event()

        async def fire(*_: object) -> None:
            firing.set()
            await self.written.wait()
            self.ledgers[number].due.return_value = False

        self.ledgers[number].fire = fire
        self.ledgers[number].due.return_value = True
        await firing.wait()

    async def lose(self, number: int) -> None:
        """A rebalance takes a partition away."""
        del self.owned.ready[number]
        await self.owned._close(self.ledgers[number], "revoked")
        self.consumer.assigned.discard(number)
        self.ledgers[number].account.late.reset_mock()


def lag(number: int) -> float | None:
    return REGISTRY.get_sample_value("makegood_lag_records", {"topic": TOPIC, "partition": str(number)})


async def measured_again(ledger: Mock) -> None:
    """Wait until the source has gone over all its partitions since, and found ``ledger`` among them."""
    measured = asyncio.Event()
    ledger.account.late.side_effect = lambda *_: measured.set()
    async with asyncio.timeout(5):
        for _ in range(3):
            measured.clear()
            await measured.wait()


def test_a_partition_given_back_while_another_fires_leaves_no_figures_behind() -> None:
    async def play() -> None:
        stage = Stage()
        async with stage.source:
            await stage.fire(1)
            await stage.lose(2)
            stage.written.set()
            await measured_again(stage.ledgers[1])
            assert (lag(1), lag(2)) == (5, None)
            stage.ledgers[2].account.late.assert_not_called()

    asyncio.run(play())


def test_a_partition_given_back_while_it_is_measured_leaves_no_figures_behind() -> None:
    async def play() -> None:
        stage = Stage()
        stage.consumer.answering.clear()
        async with stage.source:
            await stage.consumer.asked.wait()
            await stage.lose(1)
            stage.consumer.answering.set()
            await measured_again(stage.ledgers[2])
            assert (lag(1), lag(2)) == (None, 5)
            stage.ledgers[1].account.late.assert_not_called()

    asyncio.run(play())


def test_a_deadline_that_waits_for_kafka_holds_up_no_figures() -> None:
    async def play() -> None:
        stage = Stage()
        async with stage.source:
            await stage.fire(1)
            await measured_again(stage.ledgers[2])
            stage.written.set()

    asyncio.run(play())


def test_a_ledger_that_ends_after_its_partition_was_acquired_anew_takes_no_figures_with_it() -> None:
    async def play() -> None:
        stage = Stage()
        async with stage.source:
            await measured_again(stage.ledgers[1])
            old, stage.owned.ready[1] = (
                stage.ledgers[1],
                Mock(spec=Ledger, number=1, clock=0, account=Mock(spec=Account)),
            )
            await stage.owned._close(old, "a transaction failed")
            assert lag(1) == 5
            old.account.forget.assert_not_called()

    asyncio.run(play())


def test_a_deadline_that_waits_for_kafka_is_told_as_that_and_the_loop_is_not_blamed() -> None:
    async def play() -> None:
        stage = Stage()
        async with stage.source:
            await stage.fire(1)
            stage.machine.now += PATIENCE + 1
            stage.source.watchdog.turn()
            await measured_again(stage.ledgers[2])
            assert (
                stage.source.watchdog.trouble() == f"a deadline of partition 1 has not ended for {PATIENCE + 1:.0f} s"
            )
            stage.written.set()
            await measured_again(stage.ledgers[2])
            assert stage.source.watchdog.trouble() is None

    asyncio.run(play())


async def brought(stage: Stage, number: int) -> TopicPartition:
    """Let the next look bring a record of a partition."""
    place = TopicPartition(TOPIC, number)
    came = asyncio.Event()
    stage.consumer.fetched.side_effect = came.set
    stage.consumer.to_fetch = {place: [Mock()]}
    await came.wait()
    await asyncio.sleep(0)
    return place


def test_a_partition_is_held_back_while_its_batch_is_judged() -> None:
    async def play() -> None:
        stage = Stage()
        for ledger in stage.ledgers.values():
            ledger.read_to = {TOPIC: 0}
        async with stage.source:
            await brought(stage, 1)
            assert stage.consumer.held_back == {1}
            (fetched,) = stage.source._channel.put.await_args.args  # type: ignore[attr-defined]
            await stage.source.judge(fetched)
            assert stage.consumer.held_back == set()

    asyncio.run(play())


def test_a_partition_whose_records_nobody_took_is_not_held_back() -> None:
    async def play() -> None:
        stage = Stage()
        for ledger in stage.ledgers.values():
            ledger.read_to = {TOPIC: 0}
        async with stage.source:
            del stage.owned.ready[1]  # dropped during the fetch, and to be acquired again in the same assignment
            await brought(stage, 1)
            assert stage.consumer.held_back == set()

    asyncio.run(play())


def test_a_batch_that_outlives_its_assignment_resumes_nothing() -> None:
    async def play() -> None:
        stage = Stage()
        for ledger in stage.ledgers.values():
            ledger.read_to = {TOPIC: 0}
        async with stage.source:
            await brought(stage, 1)
            (fetched,) = stage.source._channel.put.await_args.args  # type: ignore[attr-defined]
            await stage.lose(1)
            await stage.source.judge(fetched)  # the consumer would refuse to resume what is not assigned

    asyncio.run(play())
