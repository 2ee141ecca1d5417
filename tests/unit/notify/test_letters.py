"""Dead letters of notify: many at once, one producer, none lost."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pipeline.notify import letters
from pipeline.notify.letters import Letters
from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings
from pipeline.wire.outbound import Record
from tests.pushed_time import run


class Kafka:
    """Producers as they are opened, and what they have written; the broker may refuse the first of them."""

    def __init__(self, refusals: int = 0) -> None:
        self.opened = self.closed = 0
        self.written: list[bytes | None] = []
        self.ended = threading.Event()
        self._refusals = refusals

    @contextmanager
    def producer(self, _settings: Settings, **_more: object) -> Iterator["Kafka"]:
        self.opened += 1
        try:
            yield self
        finally:
            self.closed += 1

    def write(self, letter: Record) -> None:
        self.written.append(letter.value)

    def flush(self) -> None:
        """All is there."""

    def complain(self) -> None:
        if b"fault" in self.written:
            raise ArithmeticError
        if self._refusals:
            self._refusals -= 1
            raise Complaint("no Kafka answers")


def letter(number: int) -> Record:
    return Record("makegood.dlq.v1", None, str(number).encode(), [])


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kafka], Letters]:
    """Dead letters that go to a Kafka of ours; for use in a running loop."""

    def opened(kafka: Kafka) -> Letters:
        monkeypatch.setattr(letters, "producer", kafka.producer)
        monkeypatch.setattr(letters, "AGAIN_S", 0.0)
        writing = Letters(Settings(), asyncio.get_running_loop(), kafka.ended.set)
        writing.start()
        return writing

    return opened


def test_hundreds_at_once_go_through_one_producer(opening: Callable[[Kafka], Letters]) -> None:
    async def play() -> None:
        kafka = Kafka()
        writing = opening(kafka)
        await asyncio.gather(*(writing.write(letter(number)) for number in range(500)))
        await writing.write(letter(500))
        assert kafka.written == [str(number).encode() for number in range(501)]
        assert (kafka.opened, kafka.closed) == (1, 0)
        await writing.close()
        assert kafka.closed == 1

    run(play())


def test_what_the_broker_refuses_is_written_again_and_settled_only_then(
    opening: Callable[[Kafka], Letters], caplog: pytest.LogCaptureFixture
) -> None:
    async def play() -> None:
        kafka = Kafka(refusals=2)
        writing = opening(kafka)
        await writing.write(letter(1))
        assert kafka.written == [b"1"] * 3
        assert kafka.opened == 3
        await writing.close()

    run(play())
    assert [record.getMessage() for record in caplog.records] == ["1 dead letters wait: no Kafka answers"] * 2


def test_it_ends_while_the_broker_is_away(opening: Callable[[Kafka], Letters]) -> None:
    async def play() -> None:
        writing = opening(Kafka(refusals=1_000_000))
        waits = asyncio.create_task(writing.write(letter(1)))
        await asyncio.sleep(0)
        await writing.close()
        assert not writing.is_alive()
        assert not waits.done()
        waits.cancel()

    run(play())


def test_a_fault_of_ours_ends_the_process(opening: Callable[[Kafka], Letters]) -> None:
    async def play() -> None:
        kafka = Kafka()
        writing = opening(kafka)
        waits = asyncio.create_task(writing.write(Record("makegood.dlq.v1", None, b"fault", [])))
        assert await asyncio.to_thread(kafka.ended.wait, 5)
        assert isinstance(writing.fault, ArithmeticError)
        waits.cancel()

    run(play())


def test_without_a_letter_no_producer_is_opened(opening: Callable[[Kafka], Letters]) -> None:
    async def play() -> None:
        kafka = Kafka()
        await opening(kafka).close()
        assert kafka.opened == 0

    run(play())
