"""A worker that stands still says so."""

import asyncio

import pytest

from pipeline.stream.watchdog import ENOUGH, PATIENCE, STANDSTILL, Watchdog


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def watched() -> tuple[Watchdog, Clock]:
    clock = Clock()
    return Watchdog(clock), clock


def test_what_ends_in_time_is_no_trouble() -> None:
    watchdog, clock = watched()
    watchdog.begin("a batch of partition 3")
    clock.now += PATIENCE
    watchdog.turn()
    assert watchdog.trouble() is None
    watchdog.end("a batch of partition 3")
    clock.now += PATIENCE
    watchdog.turn()
    assert watchdog.trouble() is None


def test_what_does_not_end_is_told_with_its_time() -> None:
    watchdog, clock = watched()
    watchdog.begin("a batch of partition 3")
    clock.now += PATIENCE + 1
    watchdog.turn()
    assert watchdog.trouble() == f"a batch of partition 3 has not ended for {PATIENCE + 1:.0f} s"
    assert watchdog.hopeless() is None


def test_progress_starts_the_time_anew() -> None:
    watchdog, clock = watched()
    for _ in range(5):
        watchdog.begin("a fetch")
        clock.now += PATIENCE / 2
        watchdog.turn()
    assert watchdog.trouble() is None


def test_what_lasts_for_long_is_hopeless() -> None:
    watchdog, clock = watched()
    watchdog.begin("a batch of partition 3")
    clock.now += PATIENCE * ENOUGH + 1
    watchdog.turn()
    assert watchdog.hopeless() is not None


def test_a_loop_that_does_not_turn_is_told() -> None:
    watchdog, clock = watched()
    watchdog.turn()
    clock.now += STANDSTILL + 1
    assert watchdog.trouble() == f"nothing has run for {STANDSTILL + 1:.0f} s"


def test_a_loop_that_has_not_begun_is_not_blamed() -> None:
    watchdog, clock = watched()
    watchdog.begin("the start")
    clock.now += PATIENCE + 1
    assert watchdog.trouble() == f"the start has not ended for {PATIENCE + 1:.0f} s"


def test_a_loop_turns_whatever_it_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    watchdog, clock = watched()

    async def wait() -> None:
        watchdog.follow()
        clock.now += STANDSTILL + 1
        assert watchdog.trouble()
        for _ in range(3):
            await asyncio.sleep(0)
        assert watchdog.trouble() is None

    monkeypatch.setattr("pipeline.stream.watchdog.TURN", 0.0)
    asyncio.run(wait())
