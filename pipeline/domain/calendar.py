"""When a promise falls due on the calendar of those who made it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pipeline.domain.cues import Deadline
from pipeline.domain.rules import Rules, milliseconds

_SATURDAY = 5
_WHOLE_DAY = 86_400
_WEEK = 7
_BEHIND = timedelta(days=182)
"""A date of which the next is further away is the last one."""
_SENSIBLE = timedelta(days=60)
"""So far ahead a date may lie to be preferred to a nearer reading of it."""


def due_at(deadline: Deadline, at: int, rules: Rules) -> int:
    """The due time (ms) of a promise made at ``at`` (ms), at most ``promise_longest`` away."""
    longest = at + milliseconds(rules.promise_longest)
    if deadline.kind == "seconds":
        return min(at + deadline.amount * 1_000, longest)
    made = datetime.fromtimestamp(at / 1_000, UTC).astimezone(rules.time_zone)
    if deadline.kind == "clock_time":
        today = _on(made, deadline.amount * 60)
        return min(today if today > at else _on(made + timedelta(days=1), deadline.amount * 60), longest)
    day = _day(deadline, made)
    if day is None:
        return at if deadline.instead is None else due_at(deadline.instead, at, rules)
    clock = None if deadline.clock is None else deadline.clock * 60
    if deadline.kind == "weekday" and clock is not None and _on(day, clock) <= at:
        day += timedelta(days=_WEEK)
    # "Today", said after the day's end, is the whole day; "this morning", said after noon, the day.
    ends = (_on(day, seconds) for seconds in (clock, rules.day_end, _WHOLE_DAY) if seconds is not None)
    return min(next((end for end in ends if end > at), at), longest)


def _on(day: datetime, seconds: int) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return round((midnight + timedelta(seconds=seconds)).timestamp() * 1_000)


def _day(deadline: Deadline, made: datetime) -> datetime | None:
    """The day that is meant, or None for a date that is past."""
    amount = deadline.amount
    match deadline.kind:
        case "day_end":
            return made + timedelta(days=amount)
        case "weekday":
            return made + timedelta(days=_to_weekday(amount, made.weekday()))
        case "weekday_week":
            return made + timedelta(days=_to_weekday(amount, made.weekday()) + _WEEK)
        case "business_days":
            return _business_days_on(made, amount)
        case "month_end":
            return _last_of_month(made, amount)
        case "date":
            return next(_dates(made, *divmod(amount, 100)), None)
        case _:
            first, second = divmod(amount, 100)
            found = [*_dates(made, second, first), *_dates(made, first, second)]
            return max(found, key=lambda day: (day - made <= _SENSIBLE, day), default=None)


def _to_weekday(amount: int, today: int) -> int:
    return (amount - today) % _WEEK if amount < _WEEK else amount - today


def _business_days_on(made: datetime, count: int) -> datetime:
    day = made
    left = min(count, 60)
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def _last_of_month(made: datetime, months: int) -> datetime:
    year, month = divmod(made.year * 12 + made.month - 1 + months + 1, 12)
    return made.replace(year=year, month=month + 1, day=1) - timedelta(days=1)


def _dates(made: datetime, month: int, day: int) -> Iterator[datetime]:
    """The next such date, today among them, unless the last one is nearer."""
    for ahead in range(13):
        year, here = divmod(made.year * 12 + made.month - 1 + ahead, 12)
        if month not in {0, here + 1}:
            continue
        first = made.replace(year=year, month=here + 1, day=1)
        last = _last_of_month(first, 0)
        found = last if not day else first + timedelta(days=day - 1)
        if made <= found <= last:
            if found - made <= _BEHIND:
                yield found
            return
