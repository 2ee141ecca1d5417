"""Days that are named: "tomorrow", "Wednesday next week", "by the end of the month", or a date."""

import re

from msgspec import structs

from pipeline.domain.cues import Deadline
from pipeline.language.dates import date, is_which

FRIDAY, SUNDAY = 4, 6
NEXT_WEEK, WEEK_AFTER = 7, 14
TODAY = Deadline("day_end", 0)

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"(?:\b(?:by|on|before|until|till|this|next|come|of|thing|for|than|and|or|between|latest|late|early)"
    r" (?:next |this |coming |following |the |close of (?:business |play )?|end of )*"
    r"(?P<day>mon|tues?|weds|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?P<bare>mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?= (?:morning|afternoon|evening|night|at|by|the latest|latest|lunch|first|early|or|and|to|next|week)|\W*$"
    r"|[,;/]))"
    r"(?!'s| (?:flight|train|bus|service|ferry|slot|delivery|night|one)\b)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:next|following) (?:mon|tue|wed|thu|fri|sat|sun)|\bnext week|\bfollowing week", re.IGNORECASE)
_WEEK_ON = re.compile(
    r"day week\b|\bweek (?:on|from|next) (?:mon|tue|wed|thu|fri|sat|sun)|\bday after next\b", re.IGNORECASE
)

_END_OF = r"(?:end|close)(?: of)?"
_SAID = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), due)
    for due, words in (
        (
            Deadline("month_end", 1),
            r"(?:next|following|coming) month(?!'?s)|start of (?:the|next) month|beginning of (?:the|next) month",
        ),
        (
            Deadline("month_end", 0),
            (
                rf"(?:{_END_OF}|later|middle of|within)(?: (?:the|this))? month|month'?s? end|eom|mid-?month"
                r"|this month(?!'?s)"
            ),
        ),
        (Deadline("weekday", WEEK_AFTER + FRIDAY), r"week after next"),
        (Deadline("weekday", NEXT_WEEK + SUNDAY), r"next weekend|weekend (?:of|after) next(?: week)?"),
        (Deadline("weekday", NEXT_WEEK + 2), r"mid(?:dle of)?(?: |-)next week"),
        (Deadline("weekday", NEXT_WEEK + 1), r"(?:early|start of|beginning of) next week"),
        (Deadline("weekday", NEXT_WEEK + FRIDAY), r"next week|coming week|following week|this week or (?:the )?next"),
        (Deadline("weekday", FRIDAY), r"before the weekend"),
        (Deadline("weekday", SUNDAY), r"weekend"),
        (Deadline("weekday", 2), r"mid-?week|middle of the week"),
        (Deadline("day_end", 2), r"day after tomorrow|(?:tomorrow|tmrw) or the day after|overmorrow|two days from now"),
        (Deadline("business_days", 1), r"(?:next|following|1|one) (?:business|working) day"),
        (
            Deadline("day_end", 1),
            r"tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tomoz|2moro|in the morning|overnight|(?:next|following) day",
        ),
        (Deadline("weekday", FRIDAY), rf"this week|{_END_OF} (?:the |this )?(?:working )?week|week'?s end|eow"),
        (
            TODAY,
            (
                r"(?:later )?(?:on )?today|later on|after lunch|tonight|tonite|eod|cob|by close|same[- ]day"
                r"|this (?:morning|afternoon|evening|aft)|before (?:we|i) (?:close|finish|clock off)"
                rf"|{_END_OF} (?:play|business|trading|(?:the |this |my |our )?(?:business |working )?(?:day|shift))"
            ),
        ),
    )
)

# Each of these holds one of them; most promises name no day.
_HINTS = (
    "day", "week", "month", "night", "morning", "evening", "tonite", "eom", "eow", "eod", "cob", "tomo", "tommo", "tmr",
    "2moro", "morrow", "aft", "later on", "lunch", "end", "close", "before",
)  # fmt: skip


def day(words: str, instead: Deadline) -> Deadline | None:
    """The day that is named, of several dates or weekdays the last one; ``instead`` counts where that date is past."""
    dated, other = date(words), _day(words)
    return other if dated is None else structs.replace(dated, instead=other or instead)


def _day(words: str) -> Deadline | None:
    lower = words.lower()
    named = any(day in lower for day in _WEEKDAYS)
    weekdays = [match for match in _WEEKDAY.finditer(words) if not is_which(match)] if named else []
    if weekdays:
        number = _WEEKDAYS.index((weekdays[-1]["day"] or weekdays[-1]["bare"]).lower()[:3])
        if _WEEK_ON.search(words):
            return Deadline("weekday_week", number)
        return Deadline("weekday", number + (NEXT_WEEK if _NEXT.search(words) else 0))
    if any(hint in lower for hint in _HINTS):
        return next((due for said, due in _SAID if said.search(words)), None)
    return None
