"""Lengths of time that are ahead: "in an hour or two", "3-5 working days", "within a month"."""

import re
from collections.abc import Iterator

from pipeline.domain.cues import Deadline

MINUTE, HOUR, DAY = 60, 3_600, 86_400
AT_ONCE = 3 * MINUTE
LONGEST = 366 * DAY
"""Longer than the rules let any promise be."""
NEAR = 60
"""Characters that tell what a time is about."""
MOST = 1_000.0
"""Of any unit; more is no promise. A text may hold a number of any length, and business days are counted one by one."""

_UNITS = {
    "se": 1, "mi": MINUTE, "m": MINUTE, "ho": HOUR, "hr": HOUR, "h": HOUR, "da": DAY, "d": DAY, "we": 7 * DAY,
    "wk": 7 * DAY, "w": 7 * DAY, "fo": 14 * DAY, "mo": 31 * DAY, "mt": 31 * DAY, "ye": 366 * DAY, "yr": 366 * DAY,
}  # fmt: skip
"""Seconds, by how a unit begins."""
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: dict[str, float] = {
    **{word: n for n, word in enumerate((*_ONES, *_TEENS), 1)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    **{f"{tens}-{one}": 10 * n + m for n, tens in enumerate(_TENS, 2) for m, one in enumerate(_ONES, 1)},
    "a": 1, "an": 1, "couple": 2, "few": 3, "several": 5, "dozen": 12, "half": 0.5, "half a": 0.5, "half an": 0.5,
    "quarter of an": 0.25, "three quarters of an": 0.75,
}  # fmt: skip
# "Within the hour", "over the next week", "in the next day or two".
_THE_NEXT = (
    r"(?:within|inside|in|under|over|during) the(?: next| coming| following)?"
    r"(?= (?:business |working )?(?:hour|day|week|fortnight|month|year)\b)"
)
_NUMBER = (
    rf"\d+(?:\.\d+)?|(?:a )?couple|(?:a )?few|several|(?:a )?dozen|half(?: an?)?|(?:a )?quarter of an"
    rf"|three[- ]quarters of an|{_THE_NEXT}"
    rf"|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}|an?"
)
_UNIT = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?|(?<=\d)[mhdw])"
)
_LENGTH = re.compile(
    rf"\b(?P<low>{_NUMBER})(?: and (?:a|one) (?P<half>half))?"
    rf"(?: ?(?:-|to|or|/|and) ?(?:even |maybe |perhaps )?(?P<high>{_NUMBER}))?"
    rf" ?(?:more |of |full |short |little |good |whole |calendar )*(?:(?:or so|odd) )?"
    rf"(?:(?P<business>business|working|work|banking) )?(?P<unit>{_UNIT})\b"
    rf"(?: and (?:a|one) (?P<plus>half|quarter))?"
    rf"(?:,? (?:or |maybe |perhaps |possibly )+(?P<more>{_NUMBER})\b(?! ?(?:business |working )?{_UNIT}))?",
    re.IGNORECASE,
)
# Without one of these no length is said; most promises say none.
_HINT = re.compile(r"sec|min|hour|hr|day|week|wk|fortnight|month|mth|year|yr|\d[mhdw]", re.IGNORECASE)
# "Give me five", "back in ten": minutes.
_BARE = re.compile(
    r"\b(?:give (?:me|us|it)|back in|done in|ready in|in about) "
    r"(?P<low>\d{1,2}|two|three|five|ten|fifteen|twenty|thirty)"
    r"(?=\W*$|[,;]| and\b| then\b)",
    re.IGNORECASE,
)
_UNCOUNTED = re.compile(
    r"\b(?:within|in|over|during|inside)(?: the (?:next|coming|following)| a matter of| just| mere| literally)*"
    r" (?P<unit>minutes|hours|days|weeks|months|years)\b",
    re.IGNORECASE,
)
_UNCOUNTED_ARE = {"mi": 10 * MINUTE, "ho": 12 * HOUR, "da": 7 * DAY, "we": 30 * DAY, "mo": LONGEST, "ye": LONGEST}
# A length of time that is no promise's: how long ago, how old, how long something lasts.
_ABOUT_PAST = re.compile(
    r"^(?:'s'?|')? ?(?:ago|late\b|old\b|long\b|delay|earlier\b|already|free\b|trial|window|polic|warrant|pass\b"
    r"|of (?:data|free|use|cover)|(?:on|from) (?:mon|tue|wed|thu|fri|sat|sun|tomorrow))",
    re.IGNORECASE,
)
_PAST_BEFORE = re.compile(
    r"\b(?:for|last|past|every|each|per|after|over|been|waited|waiting|previous|lasts|valid)"
    r" (?:the |about |around |these )?$",
    re.IGNORECASE,
)
# Months and years are mostly what is paid for: "extend it by 2 months", "the £10 a month plan".
_AHEAD = re.compile(
    r"\b(?:in|within|inside|under|takes?|taking|than|up to|next|say|maybe|between)"
    r" (?:the |about |around |roughly |another |next |just )*$",
    re.IGNORECASE,
)
_PAID_FOR = frozenset({"mo", "mt", "ye", "yr"})
_TIME_OF_DAY = re.compile(r"\b(?:at|by|before) $", re.IGNORECASE)
_JOINED = re.compile(r",? ?(?:and )?")


def longest(words: str) -> Deadline | None:
    """The longest length of time that is ahead, e.g. of "two or three hours" three hours.

    What is less than :data:`AT_ONCE` counts as that.
    """
    if _HINT.search(words) is None:
        return next(_without_number(words), None)
    found: Deadline | None = None
    ended, before = -1, 0
    for match in _LENGTH.finditer(words):
        if not _is_ahead(match):
            continue
        here = _of(match)
        # "An hour and ten minutes".
        joined = 0 <= ended <= match.start() and _JOINED.fullmatch(words, ended, match.start())
        if joined and here.kind == "seconds" and here.amount < before:
            here = Deadline("seconds", before + here.amount)
        ended, before = match.end(), here.amount if here.kind == "seconds" else 0
        if found is None or in_seconds(here) > in_seconds(found):
            found = here
    if found is not None:
        return found if found.kind != "seconds" else Deadline("seconds", max(AT_ONCE, found.amount))
    return next(_without_number(words), None)


def in_seconds(due: Deadline) -> int:
    """About how long that is."""
    return due.amount * DAY if due.kind == "business_days" else due.amount


def _is_ahead(match: re.Match[str]) -> bool:
    words, unit = match.string, match["unit"][:2].lower()
    before, after = words[max(0, match.start() - NEAR) : match.start()], words[match.end() : match.end() + NEAR]
    if _ABOUT_PAST.match(after.lstrip()) or _PAST_BEFORE.search(before):
        return False
    if unit in _PAID_FOR and " the" not in match["low"].lower() and not _AHEAD.search(before):
        return False
    return not (match["low"].isdigit() and float(match["low"]) > MOST and _TIME_OF_DAY.search(before))


def _of(match: re.Match[str]) -> Deadline:
    unit = match["unit"][:2].lower()
    unit = unit if unit in _UNITS else unit[0]
    low = match["low"].lower()
    number = max(_number(n) for n in (low, match["high"], match["more"]) if n)
    if unit == "mi" and "few" in low:
        number = 5
    number += 0.5 if match["half"] else {"half": 0.5, "quarter": 0.25}.get((match["plus"] or "").lower(), 0)
    if match["business"]:
        return Deadline("business_days", int(number * (5 if unit in {"we", "wk"} else 1)))
    return Deadline("seconds", int(number * _UNITS[unit]))


def _without_number(words: str) -> Iterator[Deadline]:
    if (bare := _BARE.search(words)) is not None:
        yield Deadline("seconds", max(AT_ONCE, int(_number(bare["low"]) * MINUTE)))
    if (some := _UNCOUNTED.search(words)) is not None:
        yield Deadline("seconds", _UNCOUNTED_ARE[some["unit"][:2].lower()])


def _number(text: str) -> float:
    plain = text.lower()
    for known in (plain, plain.removeprefix("a "), plain.replace(" ", "-")):
        if known in _WORDS:
            return _WORDS[known]
    return min(float(plain), MOST) if plain[0].isdigit() else 1
