"""What an agent asks for, as a key: the same thing asked again has the same key."""

import re
from zlib import crc32

# What support asks for, most telling first; one canonical name for each.
_THINGS = (
    (
        "number",
        r"(?:order|booking|reservation|account|reference|customer|ticket|case|policy|member(?:ship)?"
        r"|claim|tracking|confirmation|flight|invoice|serial|user)[\s-]*(?:number|no\b|num\b|#|id\b|ref\w*|code)",
    ),
    ("number", r"\b(?:pnr|imei|reference|ref)\b"),
    ("email", r"\be-?mail"),
    ("phone", r"\b(?:phone|mobile|contact|telephone|cell)\b"),
    ("postcode", r"\b(?:post\s?code|zip(?: code)?)\b"),
    ("birth", r"\b(?:date of birth|dob|birthday)\b"),
    ("address", r"\baddress\b"),
    ("picture", r"\b(?:photo|picture|screenshot|image|pic)s?\b"),
    ("name", r"\b(?:full|first|last|your|sur)\s?name\b"),
    ("card", r"\b(?:last|final) (?:four|4)\b|\bcard\b"),
    ("meter", r"\bmeter\b|\breading\b"),
    ("device", r"\b(?:model|version|device|browser|operating system)\b"),
)
_KNOWN = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _THINGS)
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the you your yours can could would will please may have has are for and with that this what which who when "
    "where how does did was were there any get got give provide share send tell let know confirm need just "
    "me my our its it's ask thanks thank sorry again also still".split()
)


def keys(clause: str) -> tuple[int, ...]:
    """32-bit keys of the things asked for in one clause; never empty."""
    things = {name for name, pattern in _KNOWN if pattern.search(clause)}
    if not things:
        words = sorted(set(_WORD.findall(clause.lower())) - _EMPTY)
        things = {" ".join(words)}
    return tuple(sorted(crc32(thing.encode()) for thing in things))
