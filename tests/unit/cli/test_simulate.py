"""Simulated chats go on round after round, each with conversations of its own."""

from collections import Counter
from datetime import UTC, datetime
from itertools import islice

from pipeline.cli.demo_chats import chats, events
from pipeline.cli.simulate import APART, simulated
from pipeline.wire.times import to_iso, to_ms

NOW = datetime(2026, 3, 2, 23, 50, 7, 123_456, tzinfo=UTC)


def test_the_first_round_is_the_demo_at_another_time() -> None:
    told = [(event["type"], event.get("text")) for event in simulated(NOW, rounds=1)]
    assert told == [(event["type"], event.get("text")) for event in events()]


def test_rounds_overlap_and_all_is_in_order_of_time() -> None:
    told = list(simulated(NOW, rounds=3))
    times = [str(event["at"]) for event in told]
    assert times == sorted(times)
    second = to_iso(to_ms(NOW + APART))
    assert {str(event["conversation_id"])[-6:] for event in told if str(event["at"]) > second} >= {"235007", "001007"}


def test_no_round_repeats_an_id() -> None:
    told = list(simulated(NOW, rounds=3))
    assert max(Counter(event["id"] for event in told).values()) == 1
    assert len({event["conversation_id"] for event in told}) == 3 * len(chats())


def test_it_goes_on_without_end() -> None:
    number = 5 * len(events())
    assert len(list(islice(simulated(NOW, rounds=None), number))) == number
