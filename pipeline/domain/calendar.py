"""When a promise falls due on the calendar of those who made it."""

from datetime import UTC, datetime, timedelta

from pipeline.domain.cues import Deadline
from pipeline.domain.rules import Rules, milliseconds

_SATURDAY = 5


def due_at(deadline: Deadline, at: int, rules: Rules) -> int:
    """The due time (ms) of a promise made at ``at`` (ms), at most ``promise_longest`` away."""
    longest = at + milliseconds(rules.promise_longest)
    if deadline.kind == "seconds":
        return min(at + deadline.amount * 1_000, longest)
    made = datetime.fromtimestamp(at / 1_000, UTC).astimezone(rules.time_zone)
    match deadline.kind:
        case "clock_time":
            return min(_next_time_of_day(made, deadline.amount), longest)
        case "day_end":
            day = made + timedelta(days=deadline.amount)
        case "weekday":
            day = made + timedelta(days=(deadline.amount - made.weekday()) % 7)
        case _:
            day = _business_days_on(made, deadline.amount)
    end = _end_of(day, rules)
    # "Today", said after the day's end, is the whole day.
    return min(max(end, at) if end > at else _midnight_after(day), longest)


def _next_time_of_day(made: datetime, minutes: int) -> int:
    midnight = made.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = midnight + timedelta(minutes=minutes)
    if wanted <= made:
        wanted += timedelta(days=1)
    return round(wanted.timestamp() * 1_000)


def _business_days_on(made: datetime, count: int) -> datetime:
    day = made
    left = min(count, 60)
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def _end_of(day: datetime, rules: Rules) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(seconds=rules.day_end)
    return round(end.timestamp() * 1_000)


def _midnight_after(day: datetime) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return round(midnight.timestamp() * 1_000)
