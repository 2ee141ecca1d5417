"""Events played at the pace of their times; time is pushed."""

import pytest

from pipeline.cli.playing import Playing


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.001)


def test_an_event_waits_for_its_time_at_the_speed_asked_for() -> None:
    time, told = Time(), list[int]()
    playing = Playing(10, told.append, now=time, sleep=time.sleep)
    playing.wait_for(1_000_000)
    assert time.now == 0
    playing.wait_for(1_005_000)
    assert time.now == pytest.approx(0.5, abs=0.01)


def test_meanwhile_time_is_told_each_second_and_never_beyond_the_next_event() -> None:
    time, told = Time(), list[int]()
    playing = Playing(10, told.append, now=time, sleep=time.sleep)
    playing.wait_for(1_000_000)
    playing.wait_for(1_035_000)
    assert told == [
        pytest.approx(1_010_000, abs=50),
        pytest.approx(1_020_000, abs=50),
        pytest.approx(1_030_000, abs=50),
    ]


def test_an_event_that_is_late_does_not_wait() -> None:
    time, told = Time(), list[int]()
    playing = Playing(1, told.append, now=time, sleep=time.sleep)
    playing.wait_for(1_000_000)
    playing.wait_for(990_000)
    assert time.now == 0
