"""When a promise falls due on the calendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.domain.calendar import due_at
from pipeline.domain.cues import Deadline
from pipeline.domain.rules import Rules


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("deadline", "made", "due"),
    [
        (Deadline("seconds", 600), "2026-03-02T10:00", "2026-03-02T10:10"),
        (Deadline("day_end", 0), "2026-03-02T10:00", "2026-03-02T18:00"),
        (Deadline("day_end", 1), "2026-03-02T10:00", "2026-03-03T18:00"),
        (Deadline("weekday", 4), "2026-03-02T10:00", "2026-03-06T18:00"),
        (Deadline("weekday", 0), "2026-03-02T10:00", "2026-03-02T18:00"),
        (Deadline("business_days", 3), "2026-03-05T10:00", "2026-03-10T18:00"),
        (Deadline("business_days", 1), "2026-03-07T10:00", "2026-03-09T18:00"),
        (Deadline("clock_time", 17 * 60), "2026-03-02T10:00", "2026-03-02T17:00"),
        (Deadline("clock_time", 9 * 60), "2026-03-02T10:00", "2026-03-03T09:00"),
    ],
)
def test_due_at_the_days_end(deadline: Deadline, made: str, due: str) -> None:
    assert due_at(deadline, ms(made), Rules()) == ms(due)


def test_today_said_after_the_days_end_means_until_midnight() -> None:
    assert due_at(Deadline("day_end"), ms("2026-03-02T19:30"), Rules()) == ms("2026-03-03T00:00")


def test_the_day_ends_in_the_rules_time_zone_also_when_the_clocks_change() -> None:
    berlin = Rules(time_zone=ZoneInfo("Europe/Berlin"))
    assert due_at(Deadline("day_end", 1), ms("2026-03-28T12:00"), berlin) == ms("2026-03-29T16:00")


def test_no_promise_lies_more_than_thirty_days_ahead() -> None:
    assert due_at(Deadline("business_days", 100), ms("2026-03-02T10:00"), Rules()) == ms("2026-04-01T10:00")
