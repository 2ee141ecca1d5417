"""Dates: "by 12 March", "on the 14th", "on 12/03", "in April"."""

import re

from pipeline.domain.cues import Deadline
from pipeline.language.lengths import NEAR

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_BY = r"\b(?P<by>by|on|before|until|till|than|latest|around|about|or|to|and)"
# The morning of, Thursday the.
_BETWEEN = (
    r"(?: (?:the|of|end|close|business|play|morning|evening|afternoon|mon|tue|wed|thu|fri|sat|sun|\w+day),?){0,4} "
)
_DATES = (
    re.compile(rf"{_BY}{_BETWEEN}{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH}", re.IGNORECASE),
    re.compile(rf"{_BY}{_BETWEEN}{_MONTH} (?:the )?{_DAY}(?:st|nd|rd|th)?\b(?![:.]\d| ?[ap]m)", re.IGNORECASE),
    re.compile(rf"{_BY}{_BETWEEN}20\d\d-(?P<month>0\d|1[0-2])-{_DAY}\b", re.IGNORECASE),
)
_SHORT = re.compile(
    rf"\b(?P<by>by|on|before|until|till|than|latest){_BETWEEN}(?P<first>\d{{1,2}})(?:/(?P<second>\d{{1,2}})(?:/(?:20)?\d\d)?|[.-](?P<dotted>\d{{1,2}})[.-](?:20)?\d\d)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"{_BY}{_BETWEEN}{_DAY}(?:st|nd|rd|th)"
    r"(?=\W*$|[,;.!)]| (?:of (?:the|this|next) month|at|by|or|and|so|when|if|to|in|for|with|then|as|latest|the latest"
    r"|this|next|we|you|i|it|morning|afternoon|evening)\b)",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(
    r"\b(?P<part>by|before|in|until|till|during|mid|early|late|(?:end|middle|start|beginning|course) of)[ -](?:the )?"
    + _MONTH,
    re.IGNORECASE,
)
_PARTS = {"early": 10, "start": 10, "beginning": 10, "mid": 20, "middle": 20}
"""Days by which a part of a month is over; of the rest the month's last."""
# "Your booking on 12 March" says which, not when.
_WHICH = re.compile(
    r"\b(?:(?:booking|reservation|stay|flight|trip|invoice|charge|purchase|ticket|appointment|slot|seat|table|room)s?"
    r"|placed|bought|ordered|dated|charged|paid|taken|made|billed|sent|came|arrived) ?$",
    re.IGNORECASE,
)


def is_which(match: re.Match[str]) -> bool:
    """Whether a day that was found tells which thing is meant, not when."""
    return _WHICH.search(match.string, max(0, match.start() - NEAR), match.start()) is not None


def date(words: str) -> Deadline | None:
    """The date that is named, of several the last."""
    found: tuple[int, Deadline] | None = None
    if any(character.isdigit() for character in words):
        for pattern in (*_DATES, _SHORT, _ORDINAL):
            for match in pattern.finditer(words):
                here = _dated(match)
                if here is not None and (found is None or match.start() > found[0]):
                    found = match.start(), here
            if found is not None:
                return found[1]
    lower = words.lower()
    month = _MONTH_ONLY.search(words) if any(month in lower for month in _MONTHS) else None
    if month is None:
        return None
    part = month["part"].split(" ")[0].lower()
    return Deadline("date", _month(month["month"]) * 100 + _PARTS.get(part, 0))


def _dated(match: re.Match[str]) -> Deadline | None:
    if match["by"].lower() == "on" and is_which(match):
        return None
    groups = match.groupdict()
    if "first" in groups:
        first, second = int(groups["first"]), int(groups["second"] or groups["dotted"])
        return Deadline("short_date", first * 100 + second)
    month = _month(groups["month"]) if groups.get("month") else 0
    return Deadline("date", month * 100 + int(groups["day"]))


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text.lower()[:3]) + 1
