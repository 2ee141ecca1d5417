"""When a promise falls due, from its own words."""

import re

from msgspec import structs

from pipeline.domain.cues import Deadline, PromiseKind
from pipeline.language import clocks, days, lengths
from pipeline.language.lengths import AT_ONCE, DAY, HOUR, LONGEST, MINUTE

SOON = 10 * MINUTE
DEFAULTS: dict[PromiseKind, int] = {"check": 5 * MINUTE, "answer": 24 * HOUR, "action": SOON}
"""Seconds granted where no time is said."""

_SAID = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), Deadline("seconds", due))
    for due, words in (
        (AT_ONCE, r"right (?:now|away)|straight ?away|immediately|at once|momentarily|instantly"),
        (AT_ONCE, r"this (?:second|minute|instant|moment)|any (?:second|moment|minute) now"),
        (AT_ONCE, r"in a (?:sec(?:ond)?|tick|mo(?:ment)?|min(?:ute)?|jiffy|flash)|two shakes"),
        (AT_ONCE, r"(?:one|1|a|half a|two|2|a few) (?:quick |wee |brief )?(?:secs?|seconds?|mo|moments?|ticks?|jiffy)"),
        (SOON, r"shortly|soon|asap|as soon as (?:possible|i can|we can)|first thing|presently"),
        (SOON, r"in a (?:bit|while|(?:little|wee) while)|before (?:long|you know it)"),
    )
)
# No more than that it will be: a day for an answer, however soon a deed must be.
_WHEN_WE_CAN = re.compile(r"\bas soon as\b", re.IGNORECASE)
# A time that is named, but not one that is known here.
_NAMED = re.compile(
    r"\b(?:end|start|beginning|middle|close|turn) of (?:(?:the|this|next|your|our) )?(?:[\w'-]+ )?"
    r"(?:month|quarter|year|season|term|semester|cycle|period)\b"
    r"|\b(?:by|before|within|until|till|in|over|during|at|after|than|this|next|coming) "
    r"(?:(?:the|this|next|your|early|late|around|new|billing|payment) )*"
    r"(?:quarter|year|season|spring|summer|autumn|fall|winter|easter|christmas|xmas|thanksgiving|diwali|eid|ramadan"
    r"|holidays?|cycle|billing period|pay ?(?:day|run|roll)|term|semester|q[1-4])\b(?!'s)"
    r"|\bwithin (?:the next )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten) [a-z]"
    r"|\bin (?:due course|the (?:near )?future)|\b(?:by|before) (?:the time (?:you|they|it)"
    r"|(?:your|the) (?:[\w'-]+ )?(?:next |flight|trip|wedding|party|event|move|stay|journey|appointment|bill\b"
    r"|statement))",
    re.IGNORECASE,
)


def deadline(words: str, kind: PromiseKind) -> Deadline:
    """The time said in a clause or sentence, or the one that the kind of promise implies.

    Of several times the later counts, as far as words tell. A length in numbers wins over "shortly"; what is less than
    ``AT_ONCE`` counts as that, so that no agent breaks a promise by typing. A time that is named but not understood
    falls due as late as the rules let any promise. An answer "as soon as one of us is free" names none.
    """
    if kind == "answer":
        words = _WHEN_WE_CAN.sub("when", words)
    length = lengths.longest(words)
    if length is not None and lengths.in_seconds(length) >= DAY:
        return length
    day = days.day(words, Deadline("seconds", DEFAULTS[kind]))
    # "Tomorrow, it takes ten minutes"; but "today, in ten minutes".
    if length is not None and (day is None or day == days.TODAY):
        return length
    clock = clocks.time_of_day(words, dated=day is not None)
    if day is not None:
        return day if clock is None else structs.replace(day, clock=clock)
    if clock is not None:
        return Deadline("clock_time", clock)
    for said, due in _SAID:
        if said.search(words):
            return due
    return Deadline("seconds", LONGEST if _NAMED.search(words) else DEFAULTS[kind])
