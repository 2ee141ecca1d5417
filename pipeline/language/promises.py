"""When a promise falls due, from its own words."""

import re
from collections.abc import Callable

from pipeline.domain.cues import Deadline, PromiseKind

MINUTE, HOUR, DAY = 60, 3_600, 86_400
AT_ONCE = 3 * MINUTE
SOON = 10 * MINUTE
DEFAULTS: dict[PromiseKind, int] = {"check": 5 * MINUTE, "answer": 24 * HOUR, "action": SOON}
"""Seconds granted where no time is said."""

_UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5,
    "several": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "sixty": 60, "half": 0.5, "half a": 0.5, "half an": 0.5, "quarter of an": 0.25,
}  # fmt: skip
_NUMBER = (
    r"\d+(?:\.\d+)?|(?:a )?couple|(?:a )?few|several|half(?: an?)?|(?:a )?quarter of an|forty-five|a|an|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|sixty"
)
_UNIT = (
    r"(?:(?P<business>business|working|work) )?"
    r"(?P<unit>sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|(?<=\d)[mh])"
)
_LENGTH = re.compile(
    rf"\b(?P<low>{_NUMBER})(?: ?(?:-|to|or|/) ?(?P<high>{_NUMBER}))? ?(?:more |of |full |short |little )*"
    rf"(?:(?:or so|odd) )?{_UNIT}\b(?: and (?:a|one) (?P<plus>half|quarter))?",
    re.IGNORECASE,
)
# "Give me five", "back in ten": minutes.
_BARE = re.compile(
    r"\b(?:give (?:me|us|it)|back in|done in|ready in|in about) (?P<low>\d{1,2}|two|three|five|ten|fifteen|twenty|thirty)"
    r"(?=\W*$|[,;]| and\b| then\b)",
    re.IGNORECASE,
)
# A length of time that is no promise's: how long ago, how old, how long something lasts.
_ABOUT_PAST = re.compile(
    r"^(?:'s'?|')? ?(?:ago|late\b|old\b|long\b|delay|earlier\b|already|free\b|trial|window|polic|warrant|of (?:data|free|use|cover)|pass\b)",
    re.IGNORECASE,
)
_PAST_BEFORE = re.compile(
    r"\b(?:for|last|past|every|each|per|after|over|been|waited|waiting|previous|lasts|valid)"
    r" (?:the |about |around |these )?$",
    re.IGNORECASE,
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"(?:\b(?:by|on|before|until|till|this|next|come|of|thing|for|than) (?:next |this |coming |close |end of )*"
    r"(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?P<bare>mon|tues|wednes|thurs|fri|satur|sun)day(?= (?:morning|afternoon|evening|night|at|by|the latest|lunch)|\W*$|[,;]))"
    r"(?!'s| (?:flight|train|bus|service|ferry|slot|delivery|night|one)\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:by|before|no later than|come) (?:about |around |then )?"
    r"(?:(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?(?: ?(?P<half>[ap]\.?m\b|o'?clock))?"
    r"(?=\W*$|[,;.]| (?:today|tonight|this|at the|your|local|gmt|bst|est|sharp|or|on|and)\b)"
    r"|(?P<noon>noon|midday|lunch ?time|lunch|midnight)\b)",
    re.IGNORECASE,
)
_SAID: tuple[tuple[re.Pattern[str], Callable[[], Deadline]], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), make)
    for words, make in (
        (r"day after tomorrow", lambda: Deadline("day_end", 2)),
        (r"next week|early next week|coming week", lambda: Deadline("business_days", 5)),
        (
            r"(?:next|following|1|one) (?:business|working) day",
            lambda: Deadline("business_days", 1),
        ),
        (
            r"tomorrow|tmrw|tmr|tomoz|in the morning|overnight|next day",
            lambda: Deadline("day_end", 1),
        ),
        (r"this week|end of (?:the |this )?week|week'?s end", lambda: Deadline("weekday", 4)),
        (
            r"later today|later on(?: today)?|today|tonight|tonite|this (?:morning|afternoon|evening|aft)|eod|cob"
            r"|(?:end|close) of (?:the |play|business|day)(?: ?day)?|by close|before (?:we|i) (?:close|finish|clock off)",
            lambda: Deadline("day_end", 0),
        ),
        (
            r"right (?:now|away)|straight ?away|immediately|at once|this (?:second|minute|instant|moment)|in a (?:sec|second|tick|mo"
            r"|moment|minute|min|jiffy|flash)|any (?:second|moment|minute) now|momentarily|instantly"
            r"|(?:one|1|a|just a|half a|two|2) (?:quick |wee |little |brief )?(?:sec|secs|second|mo|moment|moments|tick|ticks|jiffy)"
            r"|a few (?:moments|seconds)|with you now|two shakes|as we speak",
            lambda: Deadline("seconds", AT_ONCE),
        ),
        (
            r"shortly|soon|in a (?:bit|little|while|little while|wee while)|presently|before (?:long|you know it)|asap"
            r"|as soon as (?:possible|i can|we can)|first thing",
            lambda: Deadline("seconds", SOON),
        ),
    )
)


def deadline(words: str, kind: PromiseKind) -> Deadline:
    """The time said in a clause or sentence, or the one that the kind of promise implies.

    Of a range, the later end counts; a length in numbers wins over "shortly"; what is less than
    :data:`AT_ONCE` counts as that, so that no agent breaks a promise by typing.
    """
    length = _length(words)
    if length is not None:
        return length
    clock = _clock(words)
    if clock is not None:
        return clock
    weekday = _WEEKDAY.search(words)
    if weekday is not None:
        day = weekday["day"] or weekday["bare"]
        return Deadline("weekday", _WEEKDAYS.index(day.lower()[:3]))
    for said, make in _SAID:
        if said.search(words):
            return make()
    return Deadline("seconds", DEFAULTS[kind])


def _length(words: str) -> Deadline | None:
    """The longest length of time that is ahead, e.g. of "two or three hours" three hours."""
    found: Deadline | None = None
    for match in _LENGTH.finditer(words):
        before, after = words[: match.start()], words[match.end() :]
        if _ABOUT_PAST.match(after.lstrip()) or _PAST_BEFORE.search(before):
            continue
        unit = match["unit"][0].lower()
        number = max(_number(match["low"]), _number(match["high"] or match["low"]))
        if unit == "m" and "few" in match["low"].lower():
            number = 5
        number += {"half": 0.5, "quarter": 0.25}.get((match["plus"] or "").lower(), 0)
        if match["business"]:
            here = Deadline("business_days", int(number * (5 if unit == "w" else 1)))
        else:
            # "Two minutes", "just a second" are ways to say: at once.
            here = Deadline("seconds", max(AT_ONCE, int(number * _UNITS[unit])))
        if found is None or _rough(here) > _rough(found):
            found = here
    bare = _BARE.search(words) if found is None else None
    if bare is not None:
        return Deadline("seconds", max(AT_ONCE, int(_number(bare["low"]) * MINUTE)))
    # "The hour", "the next hour", without a number.
    if found is None and re.search(
        r"\b(?:within|inside|in|under) (?:the|the next|an|one) hour\b", words, re.IGNORECASE
    ):
        return Deadline("seconds", HOUR)
    return found


def _number(text: str) -> float:
    plain = text.lower()
    plain = plain if plain in _WORDS else plain.removeprefix("a ")
    return _WORDS[plain] if plain in _WORDS else float(plain)


def _rough(due: Deadline) -> int:
    return due.amount * DAY if due.kind == "business_days" else due.amount


def _clock(words: str) -> Deadline | None:
    """The minutes after midnight of "by noon", "by 5pm", "before 17:30"."""
    match = _CLOCK.search(words)
    if match is None or _WEEKDAY.search(words) or re.search(r"\btomorrow\b", words, re.IGNORECASE):
        return None
    if match["noon"]:
        return Deadline("clock_time", 24 * 60 - 1 if match["noon"].lower() == "midnight" else 12 * 60)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if hour > 23 or minute > 59 or not (half or match["minute"] or 1 <= hour <= 12):
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    elif not half.startswith("a") and 1 <= hour <= 7:
        # "By five" is said of the afternoon.
        hour += 12
    return Deadline("clock_time", hour * 60 + minute)
