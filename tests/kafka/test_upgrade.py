"""Programs of two ages take partitions from each other under load, forth and back, and nothing is lost of it."""

import signal
from collections.abc import Iterator

import pytest

from pipeline.wire import state as wire
from pipeline.wire.state import PARTITION_KEY
from pipeline.wire.topics import STATE
from tests.chaos.feed import Feed
from tests.chaos.scene import END
from tests.next_worker import BOTH, NEXT
from tests.running import PARTITIONS, Stage
from tests.simulated import chats
from tests.worker_process import Worker

TODAY = ("pipeline.cli.main",)


@pytest.fixture
def feed(stage: Stage) -> Iterator[Feed]:
    """The load of the chaos suite, in every partition: one more than there are would be the silent one."""
    feed = Feed(stage.broker, PARTITIONS + 1, seed=5)
    feed.start()
    yield feed
    feed.stop()


def started(stage: Stage, program: tuple[str, ...]) -> Worker:
    module, *mode = program
    worker = Worker([module, *mode, "worker"], stage.broker, stage.app, {})
    stage.workers.append(worker)
    return worker


def replace(stage: Stage, feed: Feed, old: Worker, program: tuple[str, ...]) -> Worker:
    """One worker of a rolling restart: the new one judges, then the old one goes."""
    new = started(stage, program)

    def judges() -> bool:
        feed.tend()
        return new.has_judged(10)

    stage.until(judges, "work by the new one")
    old.signal(signal.SIGTERM)
    assert old.ended() == 0, old.log
    return new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(TODAY, ("tests.next_worker", "appended"), id="a field appended"),
        pytest.param(("tests.next_worker", "prepared"), ("tests.next_worker", "raised"), id="the version raised"),
    ],
)
def test_a_rolling_restart_forth_and_back_loses_and_doubles_nothing(
    stage: Stage, feed: Feed, before: tuple[str, ...], after: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = started(stage, before), started(stage, before)
    stage.until(lambda: first.owned() and second.owned(), "a share for each")
    for program in (after, after, before, before):
        first, second = second, replace(stage, feed, first, program)
    feed.stop()
    stage.clock(END)
    stage.count_written()
    stage.wait_until_judged()
    versions = {record.value[0] for record in stage.read(STATE.name) if record.value and record.key != PARTITION_KEY}
    if after[1] == "raised":
        assert versions == {wire.VERSION, NEXT}
        monkeypatch.setattr(wire, "_CONVERSATIONS", BOTH)
    else:
        assert versions == {wire.VERSION}
    assert stage.assert_equal_to_plain_fold() > feed.portions


def test_a_program_too_old_for_what_it_finds_says_so_and_judges_nothing(stage: Stage) -> None:
    stage.write(chats(10))
    newer = started(stage, ("tests.next_worker", "raised"))
    stage.wait_until_judged()
    newer.signal(signal.SIGTERM)
    assert newer.ended() == 0
    older = started(stage, TODAY)
    assert older.ended() == 2
    assert "state record of version 2; this program reads [1]" in older.log.splitlines()[-1]
