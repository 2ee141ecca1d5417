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
        (Deadline("clock_time", 24 * 60), "2026-03-02T10:00", "2026-03-03T00:00"),
        (Deadline("day_end", 1, clock=12 * 60), "2026-03-02T10:00", "2026-03-03T12:00"),
        (Deadline("day_end", 0, clock=12 * 60), "2026-03-02T13:00", "2026-03-02T18:00"),
        (Deadline("weekday", 7), "2026-03-02T10:00", "2026-03-09T18:00"),
        (Deadline("weekday", 7 + 4), "2026-03-06T10:00", "2026-03-13T18:00"),
        (Deadline("weekday", 14 + 4), "2026-03-06T10:00", "2026-03-20T18:00"),
        (Deadline("weekday_week", 2), "2026-03-02T10:00", "2026-03-11T18:00"),
        (Deadline("weekday_week", 2), "2026-03-06T10:00", "2026-03-18T18:00"),
        (Deadline("weekday", 0, clock=9 * 60), "2026-03-02T10:00", "2026-03-09T09:00"),
        (Deadline("month_end", 0), "2026-03-02T10:00", "2026-03-31T18:00"),
        (Deadline("month_end", 0), "2028-02-10T10:00", "2028-02-29T18:00"),
        (Deadline("month_end", 1), "2026-12-10T10:00", "2027-01-09T10:00"),
        (Deadline("date", 312), "2026-03-02T10:00", "2026-03-12T18:00"),
        (Deadline("date", 302), "2026-03-02T10:00", "2026-03-02T18:00"),
        (Deadline("date", 105), "2026-12-28T10:00", "2027-01-05T18:00"),
        (Deadline("date", 300), "2026-03-02T10:00", "2026-03-31T18:00"),
        (Deadline("date", 14), "2026-03-02T10:00", "2026-03-14T18:00"),
        (Deadline("date", 1), "2026-03-02T10:00", "2026-04-01T10:00"),
        (Deadline("date", 31), "2026-02-20T10:00", "2026-03-22T10:00"),
        (Deadline("short_date", 1_203), "2026-03-02T10:00", "2026-03-12T18:00"),
        (Deadline("short_date", 312), "2026-03-02T10:00", "2026-03-12T18:00"),
        (Deadline("short_date", 1_503), "2026-03-02T10:00", "2026-03-15T18:00"),
    ],
)
def test_due_at_the_days_end(deadline: Deadline, made: str, due: str) -> None:
    assert due_at(deadline, ms(made), Rules()) == ms(due)


@pytest.mark.parametrize(
    "deadline",
    [
        Deadline("date", 220, instead=Deadline("seconds", 600)),
        Deadline("date", 3_131, instead=Deadline("seconds", 600)),
        Deadline("short_date", 2_002, instead=Deadline("seconds", 600)),
    ],
)
def test_a_date_that_is_past_or_none_is_no_time_of_the_promise(deadline: Deadline) -> None:
    assert due_at(deadline, ms("2026-03-02T10:00"), Rules()) == ms("2026-03-02T10:10")


def test_of_two_readings_of_a_short_date_the_later_within_two_months_counts() -> None:
    assert due_at(Deadline("short_date", 405), ms("2026-04-01T10:00"), Rules()) == ms("2026-05-01T10:00")
    assert due_at(Deadline("short_date", 503), ms("2026-03-02T10:00"), Rules()) == ms("2026-03-05T18:00")


def test_today_said_after_the_days_end_means_until_midnight() -> None:
    assert due_at(Deadline("day_end"), ms("2026-03-02T19:30"), Rules()) == ms("2026-03-03T00:00")


def test_the_day_ends_in_the_rules_time_zone_also_when_the_clocks_change() -> None:
    berlin = Rules(time_zone=ZoneInfo("Europe/Berlin"))
    assert due_at(Deadline("day_end", 1), ms("2026-03-28T12:00"), berlin) == ms("2026-03-29T16:00")


def test_no_promise_lies_more_than_thirty_days_ahead() -> None:
    assert due_at(Deadline("business_days", 100), ms("2026-03-02T10:00"), Rules()) == ms("2026-04-01T10:00")
