"""The time that pages tell."""

import pytest

from pipeline.console.clock import Clock


class Hand:
    """A clock that stands where it is put, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_live_it_is_real_time(hand: Hand) -> None:
    clock = Clock("wall", wall=hand, monotonic=hand)
    clock.see(0, 5)
    assert (clock.moment().now, clock.moment().pace) == (1_000_000, 1.0)
    assert clock.for_event(0) == 1_000_000


def test_a_log_moves_at_its_own_pace(hand: Hand) -> None:
    clock = Clock("log", wall=hand, monotonic=hand)
    for second in range(4):
        hand.now = 1_000 + second
        clock.see(0, 10_000 * second)
    assert clock.moment().pace == pytest.approx(10)
    hand.now += 0.5
    assert clock.moment().now == 35_000


def test_a_log_that_stands_still_stops_the_clock(hand: Hand) -> None:
    clock = Clock("log", wall=hand, monotonic=hand)
    clock.see(0, 1_000)
    hand.now += 1
    clock.see(0, 2_000)
    hand.now += 60
    assert (clock.moment().now, clock.moment().pace) == (2_000, 0.0)


def test_a_verdict_in_a_log_has_the_time_of_its_partition_so_that_it_moves_nothing(hand: Hand) -> None:
    clock = Clock("log", wall=hand, monotonic=hand)
    clock.see(0, 9_000)
    clock.see(1, 4_000)
    assert clock.for_event(1) == 4_000
