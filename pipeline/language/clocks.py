"""Times of day: "by noon", "at 3pm", "between 9 and 12", "by half past three", "this evening"."""

import re

from pipeline.language.lengths import NEAR

NOON, MIDNIGHT = 12 * 60, 24 * 60
"""Minutes after midnight; midnight is the day's end."""
AFTERNOON = range(1, 8)
"""Hours that "by five" means after noon."""
_HOURS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_PAST = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "twenty five": 25}
_NAMED = {
    "noon": NOON, "midday": NOON, "lunch": 13 * 60, "teatime": 18 * 60, "tea time": 18 * 60, "dinner": 20 * 60,
    "breakfast": 10 * 60, "midnight": MIDNIGHT,
}  # fmt: skip
_FIRM = frozenset({"by", "before", "no later than", "come", "at", "until", "till", "between", "after"})
"""Before these, "five" is a time of day without more."""
_HALF = r"(?: ?(?P<half>[ap]\.?m\b\.?|o'?clock|in the (?:morning|afternoon|evening)|at night))?"
_BEFORE = (
    r"\b(?P<by>by|before|no later than|come|at|until|till|around|about|between|from|after|to|today|tomorrow|tonight"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day),?"
)
_TIME = re.compile(
    rf"{_BEFORE} (?:about |around |approximately |then |say |or )*"
    rf"(?:(?P<first>\d{{1,2}})(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)? ?(?:-|to|and|till|until|or) ?)?"
    rf"(?:(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d\d))?(?:ish)?{_HALF}"
    r"|(?P<word>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?P<sharp> ?o'?clock| sharp)?)"
    r"(?=[\s.!)…\"']*$|[,;)]|\.(?!\d)| (?:today|tonight|tomorrow|this|at the|in the|your|local|uk|gmt|bst|est|cet|utc"
    r"|sharp|or|on|and|latest|the latest|i|we|you|it|with|so|to)\b| (?:mon|tue|wed|thu|fri|sat|sun)(?:\w*day)?\b)",
    re.IGNORECASE,
)
_FOUR = re.compile(r"\b(?:at|by|before) (?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d) ?(?:hrs?|hours|h)\b", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:at|by|before|until|till|around|about|latest|than|today|tomorrow|\w+day),? (?:about |around )?"
    r"(?P<past>half|quarter|five|ten|twenty(?:[- ]five)?)(?: (?P<way>past|to))?"
    rf" (?P<hour>{'|'.join(_HOURS)}|\d{{1,2}}){_HALF}(?![\w:])(?! ?(?:min|hour|day|week|per))",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:by|before|at|until|till|around|about|tomorrow|today|day|than|come|over) (?:about |around |the )?"
    r"(?P<name>noon|midday|lunch|tea ?time|dinner|breakfast|midnight)",
    re.IGNORECASE,
)
_EVENING = re.compile(r"\b(?:tonight|tonite|evening|bed ?time)\b", re.IGNORECASE)
_MORNING = re.compile(r"\b(?:morning|first thing)\b", re.IGNORECASE)
_AFTERNOON = re.compile(
    r"\b(?:afternoon|after lunch|close|end of (?:the )?(?:day|business|play)|eod|cob)\b", re.IGNORECASE
)
# "Morning Mrs Aldous, I'll have it with you tomorrow", "enjoy your evening".
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good|very)\W+)*(?:morning|evening)\b"
    r"|\b(?:good|nice|lovely|great|pleasant|wonderful|your) (?:morning|evening)\b",
    re.IGNORECASE,
)
# "The flight at 18:40", "booked in at 3pm" say which, not when.
_WHICH = re.compile(
    r"\b(?:booking|reservation|flight|train|bus|slot|seat|table|appointment|call|meeting|one|that) $"
    r"|\b(?:re)?(?:book|reserv|schedul)\w*\b.* $",
    re.IGNORECASE,
)
_THING = re.compile(r" (?:flight|train|bus|ferry|slot|service|appointment|table|one)\b", re.IGNORECASE)


def time_of_day(words: str, *, dated: bool) -> int | None:
    """Minutes after midnight; None where no time of day is said, or only that the day ends.

    ``dated``: a day is named beside it, so that "in the morning" is that day's.
    """
    said = _said(words)
    if said is not None:
        return said
    words = _GREETING.sub(" ", words)
    if _EVENING.search(words):
        return MIDNIGHT
    return NOON if dated and _MORNING.search(words) and not _AFTERNOON.search(words) else None


def _said(words: str) -> int | None:
    for pattern, minutes_of in ((_FOUR, _four), (_SPOKEN, _spoken), (_TIME, _digital)):
        for match in pattern.finditer(words):
            minutes = minutes_of(match)
            if minutes is None or _THING.match(words, match.end()):
                continue
            if match[0][:3].lower() == "at " and _WHICH.search(words, max(0, match.start() - NEAR), match.start()):
                continue
            return minutes
    name = _NAME.search(words)
    return _NAMED[name["name"].lower()] if name is not None else None


def _four(match: re.Match[str]) -> int:
    return int(match["hour"]) * 60 + int(match["minute"])


def _spoken(match: re.Match[str]) -> int | None:
    past, way = match["past"].lower(), (match["way"] or "").lower()
    hour = _hour(match["hour"], match["half"])
    if hour is None or (not way and past != "half"):
        return None
    return hour * 60 + (-_PAST[past] if way == "to" else _PAST[past])


def _digital(match: re.Match[str]) -> int | None:
    half, minute = match["half"], int(match["minute"] or 0)
    exact = bool(half or match["minute"] or match["sharp"])
    # "One by one", "from 3", "about 10" are no times of day.
    by = match["by"].lower()
    if (not exact and (match["word"] == "one" or by not in _FIRM)) or (by == "between" and not match["first"]):
        return None
    hour = _hour(match["word"] or match["hour"], half)
    if hour is None or minute not in range(60) or (not exact and match["word"] is None and not int(match["hour"])):
        return None
    # Only when it begins: the rest of the day is theirs.
    return MIDNIGHT if by == "after" else hour * 60 + minute


def _hour(text: str, half: str | None) -> int | None:
    hour = int(text) if text.isdigit() else _HOURS.index(text.lower()) + 1
    known = (half or "").lower()
    # "07:30" is written by who counts to 24.
    if known[:2] in {"am", "a."} or "morning" in known or text[0] == "0":
        return hour if hour in range(12) else 24
    if hour in range(12) and (hour in AFTERNOON or known.startswith(("p", "in the", "at night"))):
        hour += 12
    return hour if hour in range(24) else None
