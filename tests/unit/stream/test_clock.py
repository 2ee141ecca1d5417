"""Real time for live chats."""

import asyncio

from aiokafka import TopicPartition

from pipeline.stream.clock import FRESH, LiveClock

TP = TopicPartition("chat.events.v1", 0)


class Fetched:
    """A consumer as the clock sees it."""

    def __init__(self) -> None:
        self.stamp: int | None = 1
        self.end: int | None = 10
        self.at = 10
        self.written: int | None = None

    def last_poll_timestamp(self, _: TopicPartition) -> int | None:
        return self.stamp

    def last_stable_offset(self, _: TopicPartition) -> int | None:
        return self.end

    def highwater(self, _: TopicPartition) -> int | None:
        return self.end if self.written is None else self.written

    async def position(self, _: TopicPartition) -> int:
        return self.at


class Machine:
    """A machine's clocks, pushed by the test."""

    def __init__(self) -> None:
        self.monotonic = 100.0
        self.wall = 1_000_000.0
        self.clock = LiveClock(wall=lambda: self.wall, monotonic=lambda: self.monotonic)
        self.fetched = Fetched()

    def read_until(self) -> int | None:
        return asyncio.run(self.clock.read_until(self.fetched, TP))


def test_time_goes_on_from_the_start_whatever_the_machines_clock_does() -> None:
    machine = Machine()
    machine.monotonic += 5
    machine.wall -= 3600
    assert machine.clock.now() == 1_000_005_000


def test_nothing_is_held_to_the_past_by_a_clock_that_was_set_back_or_set_right() -> None:
    machine = Machine()
    machine.wall -= 3600
    assert machine.clock.latest() == 1_000_000_000
    machine.wall += 2 * 3600
    assert machine.clock.latest() == 1_003_600_000


def test_a_partition_read_to_its_end_is_read_until_the_last_fetch() -> None:
    machine = Machine()
    assert machine.read_until() == 1_000_000_000
    machine.monotonic += 0.5
    assert machine.read_until() == 1_000_000_000
    machine.fetched.stamp = 2
    assert machine.read_until() == 1_000_000_500


def test_time_waits_for_an_open_transaction_that_holds_records_back() -> None:
    machine = Machine()
    machine.fetched.written = 12
    assert machine.read_until() is None
    machine.fetched.end = machine.fetched.at = 12
    assert machine.read_until() == 1_000_000_000


def test_a_partition_with_records_waiting_is_not_read_to_its_end() -> None:
    machine = Machine()
    machine.fetched.at = 9
    assert machine.read_until() is None


def test_a_partition_never_fetched_is_not_read_to_its_end() -> None:
    machine = Machine()
    machine.fetched.stamp = None
    assert machine.read_until() is None


def test_nothing_is_known_any_more_when_fetches_stop() -> None:
    machine = Machine()
    assert machine.read_until()
    machine.monotonic += FRESH + 0.1
    assert machine.read_until() is None
