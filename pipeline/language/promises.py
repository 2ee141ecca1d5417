"""When a promise falls due, from its own words."""

import re

from pipeline.domain.cues import Deadline, PromiseKind

MINUTE, HOUR, DAY = 60, 3_600, 86_400
NOON = 12
AFTERNOON = range(1, 8)
"""Hours that "by five" means after noon."""
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
MOST = 1_000.0
"""Of any unit; more is no promise. A text may hold a number of any length, and business days are counted one by one."""
_NUMBER = (
    r"\d+(?:\.\d+)?|(?:a )?couple|(?:a )?few|several|half(?: an?)?|(?:a )?quarter of an"
    r"|forty-five|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|sixty"
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
    r"\b(?:give (?:me|us|it)|back in|done in|ready in|in about) "
    r"(?P<low>\d{1,2}|two|three|five|ten|fifteen|twenty|thirty)"
    r"(?=\W*$|[,;]| and\b| then\b)",
    re.IGNORECASE,
)
# A length of time that is no promise's: how long ago, how old, how long something lasts.
_ABOUT_PAST = re.compile(
    r"^(?:'s'?|')? ?(?:ago|late\b|old\b|long\b|delay|earlier\b|already|free\b|trial|window|polic|warrant|pass\b"
    r"|of (?:data|free|use|cover))",
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
    r"|\b(?P<bare>mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?= (?:morning|afternoon|evening|night|at|by|the latest|lunch)|\W*$|[,;]))"
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
_SAID = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), due)
    for due, words in (
        (Deadline("day_end", 2), r"day after tomorrow"),
        (Deadline("business_days", 5), r"(?:early )?next week|coming week"),
        (Deadline("business_days", 1), r"(?:next|following|1|one) (?:business|working) day"),
        (Deadline("day_end", 1), r"tomorrow|tmrw|tmr|tomoz|in the morning|overnight|next day"),
        (Deadline("weekday", 4), r"this week|end of (?:the |this )?week|week'?s end"),
        (Deadline("day_end", 0), r"(?:later )?(?:on )?today|later on|tonight|tonite|eod|cob|by close"),
        (Deadline("day_end", 0), r"this (?:morning|afternoon|evening|aft)|before (?:we|i) (?:close|finish|clock off)"),
        (Deadline("day_end", 0), r"(?:end|close) of (?:the |play|business|day)(?: ?day)?"),
        (Deadline("seconds", AT_ONCE), r"right (?:now|away)|straight ?away|immediately|at once|momentarily|instantly"),
        (Deadline("seconds", AT_ONCE), r"this (?:second|minute|instant|moment)|any (?:second|moment|minute) now"),
        (
            Deadline("seconds", AT_ONCE),
            r"in a (?:sec(?:ond)?|tick|mo(?:ment)?|min(?:ute)?|jiffy|flash)|two shakes",
        ),
        (
            Deadline("seconds", AT_ONCE),
            r"(?:one|1|a|half a|two|2|a few) (?:quick |wee |brief )?(?:secs?|seconds?|mo|moments?|ticks?|jiffy)",
        ),
        (Deadline("seconds", SOON), r"shortly|soon|asap|as soon as (?:possible|i can|we can)|first thing|presently"),
        (Deadline("seconds", SOON), r"in a (?:bit|while|(?:little|wee) while)|before (?:long|you know it)"),
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
    for said, due in _SAID:
        if said.search(words):
            return due
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
    return _WORDS[plain] if plain in _WORDS else min(float(plain), MOST)


def _rough(due: Deadline) -> int:
    return due.amount * DAY if due.kind == "business_days" else due.amount


def _clock(words: str) -> Deadline | None:
    """The minutes after midnight of "by noon", "by 5pm", "before 17:30"."""
    match = _CLOCK.search(words)
    if match is None or _WEEKDAY.search(words) or re.search(r"\btomorrow\b", words, re.IGNORECASE):
        return None
    if match["noon"]:
        return Deadline("clock_time", 24 * 60 - 1 if match["noon"].lower() == "midnight" else NOON * 60)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if hour not in range(24) or minute not in range(60) or not (half or match["minute"] or hour in range(1, NOON + 1)):
        return None
    if hour in range(NOON) and (half.startswith("p") or (not half.startswith("a") and hour in AFTERNOON)):
        hour += NOON
    return Deadline("clock_time", hour * 60 + minute)
