"""Reading for the console: what ends it, and what does not."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaTimeoutError

from pipeline.console import feed as feeding
from pipeline.console.feed import Feed
from pipeline.console.reading import Place, Record
from pipeline.console.serving import Serving, serve
from pipeline.domain.rules import Rules
from pipeline.ops.settings import Settings
from tests.waiting import until

PLACE = Place("t", 1)
WORDS = "words of a chat"


class Broker:
    """A client of kafka-python's with one record in a partition; ``poll`` may be made to fail."""

    def __init__(self) -> None:
        self.position_ = 0
        self.fails: BaseException | None = None

    def assign(self, _parts: object) -> None: ...

    def beginning_offsets(self, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(parts, 0)

    end_offsets = beginning_offsets

    def offsets_for_times(self, times: dict[TopicPartition, int]) -> dict[TopicPartition, None]:
        return dict.fromkeys(times)

    def seek(self, _part: TopicPartition, offset: int) -> None:
        self.position_ = offset

    def assignment(self) -> set[TopicPartition]:
        return set(PLACE.partitions)

    def highwater(self, _part: TopicPartition) -> int:
        return 1

    def position(self, _part: TopicPartition) -> int:
        return self.position_

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[ConsumerRecord]]:
        if self.fails is not None:
            raise self.fails
        if self.position_:
            threading.Event().wait(timeout_ms / 10_000)
            return {}
        self.position_ = 1
        return {PLACE.partitions[0]: [ConsumerRecord("t", 0, 0, 0, 1, 0, b"k", b"v", [], 0, 1, 1, 0)]}


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()

    @contextmanager
    def consumer(_settings: Settings, **_more: object) -> Iterator[Any]:
        yield broker

    monkeypatch.setattr(feeding, "consumer", consumer)
    monkeypatch.setattr(feeding, "AGAIN_S", 0.01)
    return broker


def run(take: Callable[[Sequence[Record]], None], meanwhile: Callable[[Feed], object]) -> tuple[Feed, int]:
    """A feed into a loop that runs until ``meanwhile`` has returned; the feed, and how often it said that it ended."""
    ended: list[None] = []

    async def running() -> Feed:
        feed = Feed(Settings(), [PLACE], take, asyncio.get_running_loop(), lambda: ended.append(None))
        feed.start()
        await asyncio.to_thread(meanwhile, feed)
        feed.stop()
        await asyncio.to_thread(feed.join, 10)
        return feed

    return asyncio.run(running()), len(ended)


def over(feed: Feed) -> None:
    feed.join(10)
    assert not feed.is_alive()


@pytest.mark.usefixtures("broker")
def test_what_is_read_is_handed_over_and_then_it_is_not_behind() -> None:
    taken: list[Record] = []
    feed, ended = run(taken.extend, lambda feed: until(lambda: not feed.behind, 10, "the end"))
    assert [(one.key, one.value) for one in taken] == [(b"k", b"v")]
    assert (feed.fault, feed.failed, ended) == (None, None, 0)


@pytest.mark.usefixtures("broker")
@pytest.mark.parametrize("fault", [KeyError(WORDS), RuntimeError(WORDS)])
def test_a_fault_of_whoever_takes_the_records_is_no_end_of_the_loop(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def take(_records: Sequence[Record]) -> None:
        raise fault

    feed, ended = run(take, over)
    assert (feed.fault, ended) == (fault, 1)
    assert type(fault).__name__ in caplog.text
    assert WORDS not in caplog.text


@pytest.mark.usefixtures("broker")
def test_a_fault_is_one_too_where_records_are_taken_in_the_thread_itself() -> None:
    def take(_records: Sequence[Record]) -> None:
        raise RuntimeError

    ended: list[None] = []
    feed = Feed(Settings(), [PLACE], take, None, lambda: ended.append(None))
    feed.run()
    assert isinstance(feed.fault, RuntimeError)
    assert ended


@pytest.mark.usefixtures("broker")
def test_it_ends_quietly_with_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    feed = Feed(Settings(), [PLACE], lambda _records: None, loop, pytest.fail)
    feed.run()
    assert feed.fault is None
    assert not caplog.text


def test_it_comes_back_after_failures_of_the_broker(broker: Broker) -> None:
    broker.fails = KafkaTimeoutError()

    def mend(feed: Feed) -> None:
        until(lambda: feed.failed, 10, "the failure")
        broker.fails = None
        until(lambda: not feed.behind, 10, "the end")

    feed, ended = run(lambda _records: None, mend)
    assert (feed.fault, feed.failed, ended) == (None, None, 0)


def test_a_console_that_cannot_read_on_ends_with_status_1(broker: Broker) -> None:
    broker.fails = KeyError(WORDS)
    settings = Settings(http="127.0.0.1:0")
    assert serve(settings, Rules(), Serving(partitions=1, hours=1.0), lambda _address: None) == 1
