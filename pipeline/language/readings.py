"""The readings of a pattern: letters, and in their midst what may be anything, what is no letter, and edges of words.

A set of them that grows too large is let go; what it asks of a text stays, as conditions.
"""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from pipeline.language.telling import (
    ANY,
    EDGE,
    GAP,
    MOST,
    PUNCTUATION,
    Condition,
    best,
    conditions_of,
    side_by_side,
)

FEW = 8
"""Readings of words side by side that are followed."""
LARGEST = 128
"""Readings of one part of a pattern that are followed, where they multiply."""
OPTIONAL = 8
"""Readings of what may be left out that are followed; of more, only how they begin and end."""
CONDITIONS = 4
"""Of an alternative that are kept."""


Tokens = tuple[str, ...]


class _Part(Struct, frozen=True):
    readings: frozenset[str]
    conditions: tuple[Condition, ...] = ()


class UnknownError(Exception):
    """Something in a pattern that is not understood here."""


_NOTHING = _Part(frozenset({""}))
_ANYTHING = frozenset({ANY})
TOKEN = re.compile(
    r"\\[pPx]\{?[^}]*\}?|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|\(\?[a-z]+\)|\(\?P<\w+>|\(|\)|\||[*+?][?+]?"
    r"|\{\d+(?:,\d*)?\}\??"
    r"|(?:[\w '\"/&%:;,!<>=@#~-](?![*+?{]))+|.",
    re.DOTALL,
)

REPEAT = re.compile(r"[*+?]|\{(\d+)(,?)(\d*)\}")
_MEMBER = re.compile(r"\\.|.-[^\\]|.", re.DOTALL)
_EDGES = {"\\b": EDGE, "^": GAP, "$": GAP, "\\A": GAP, "\\z": GAP}


def closings_of(tokens: Tokens) -> dict[int, int]:
    """For each token that opens a group, the one that closes it."""
    opened, closings = [], {}
    for i, token in enumerate(tokens):
        if token[0] == "(" and token[-1] != ")":
            opened.append(i)
        elif token == ")":  # noqa: S105 - of a pattern
            if not opened:
                raise UnknownError
            closings[opened.pop()] = i
    if opened:
        raise UnknownError
    return closings


@cache
def group(tokens: Tokens) -> _Part:
    """What stands between two brackets, or a whole pattern."""
    return _alternatives(tokens, 0, len(tokens), closings_of(tokens))


def _alternatives(tokens: Tokens, start: int, end: int, closings: dict[int, int]) -> _Part:
    branches, at, i = [], start, start
    while i < end:
        if tokens[i] == "|":
            branches.append(_sequence(tokens, at, i, closings))
            at = i + 1
        i = closings.get(i, i) + 1
    branches.append(_sequence(tokens, at, end, closings))
    return branches[0] if len(branches) == 1 else _either(branches)


def _either(branches: list[_Part]) -> _Part:
    if not any(branch.conditions for branch in branches):
        readings = frozenset().union(*(branch.readings for branch in branches))
        return _Part(readings if len(readings) <= MOST else _ends(readings))
    each = [best((*b.conditions, *conditions_of(b.readings)))[:CONDITIONS] for b in branches]
    ends = frozenset().union(*(_ends(b.readings) for b in branches))
    return _Part(ends, tuple(side_by_side(each)))


def _sequence(tokens: Tokens, start: int, end: int, closings: dict[int, int]) -> _Part:
    current, opening = frozenset({""}), ""
    conditions: list[Condition] = []
    i = start
    while i < end:
        close = closings.get(i)
        part = _item(tokens[i]) if close is None else group(tokens[i + 1 : close])
        i = i + 1 if close is None else close + 1
        while i < end and tokens[i][0] in "*+?{" and (repeat := REPEAT.match(tokens[i])) is not None:
            part = _repeated(part, repeat)
            i += 1
        conditions += part.conditions
        readings = part.readings
        ways = len(current) * len(readings)
        if (
            len(current) == 1
            or len(readings) == 1
            or ways <= FEW
            or (ways <= LARGEST and not _apart(current, readings))
        ):
            current = frozenset([a + b for a in current for b in readings])
            continue
        # Too many: what was read so far is let go, and only how it met what follows is kept.
        conditions += conditions_of(a + (EDGE if all(map(_opens, readings)) else ANY) for a in current)
        opening = opening or (GAP if all(map(_opens, current)) else ANY)
        left = EDGE if all(map(_closes, current)) else ANY
        current = frozenset(left + b for b in readings)
    if not opening:
        return _Part(current, tuple(conditions))
    closing = GAP if all(map(_closes, current)) else ""
    return _Part(frozenset({opening + ANY + closing}), (*conditions, *conditions_of(current)))


def _apart(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether a word always ends between the two."""
    return all(map(_closes, before)) or all(map(_opens, after))


@cache
def _item(token: str) -> _Part:
    if token in _EDGES:
        return _Part(frozenset({_EDGES[token]}))
    if token[0] == "[":
        return _Part(of_class(token))
    if token[0] == "\\" or token == ".":  # noqa: S105 - of a pattern
        return _Part(_of_escape(token))
    if token[0] == "(":
        if token[:2] == "(?" and token[2:-1].strip("ims") == "":
            return _NOTHING
        raise UnknownError
    if REPEAT.match(token):
        raise UnknownError
    return _Part(frozenset({_written(token)}))


def _written(letters: str) -> str:
    return _SPACE.sub(GAP, letters.lower())


@cache
def _of_escape(token: str) -> frozenset[str]:
    if token in {"\\s", "\\W", "\\n", "\\t", "\\r"}:
        return frozenset({GAP})
    if token[1:].isalnum() or len(token) != len("\\."):
        return _ANYTHING
    return frozenset({_written(token[1:])})


@cache
def of_class(token: str) -> frozenset[str]:
    """The readings of a class of characters."""
    if "[:" in token[1:]:
        raise UnknownError
    members = _MEMBER.findall(token[1:-1])
    if members[0] == "^" or any(
        len(m) > len("\\.") or (m[0] == "\\" and m[1:].isalnum() and m[1] not in "sWntr") for m in members
    ):
        return _ANYTHING
    written = {GAP if m in {"\\s", "\\W", "\\n", "\\t", "\\r"} else _written(m[-1]) for m in members}
    if not any(w.isascii() for w in written):
        return frozenset(written)
    if all(w == GAP or w in PUNCTUATION or (not w.isascii() and not w.isalnum()) for w in written):
        return frozenset({GAP})
    return frozenset(written) if len(written) <= OPTIONAL else _ANYTHING


def _repeated(part: _Part, repeat: re.Match[str]) -> _Part:
    sign = repeat.group()[0]
    least = int(repeat[1]) if repeat[1] else int(sign == "+")
    most = (int(repeat[3]) if repeat[3] else 0 if repeat[2] else least) if repeat[1] else int(sign == "?")
    readings = part.readings
    single = next(iter(readings)) if len(readings) == 1 else ""
    if most != 1 and len(single) == 1 and single.isalnum():
        readings |= {single * 2 + ANY}
    elif most != 1 and readings != {GAP}:
        # Once or more: it begins as one of them and ends as one of them.
        closing = GAP if all(map(_closes, readings)) else ""
        readings = frozenset(reading + ANY + closing for reading in readings)
    if least:
        return _Part(readings, part.conditions)
    if len(readings) > OPTIONAL or part.conditions:
        readings = _ends(readings)
    return _Part(readings | {""})


def _ends(readings: Iterable[str]) -> frozenset[str]:
    """Only how readings begin and end."""
    return frozenset((GAP if _opens(r) else "") + ANY + (GAP if _closes(r) else "") if r else r for r in readings)


def _opens(reading: str) -> bool:
    return reading[:1] in {GAP, EDGE}


def _closes(reading: str) -> bool:
    return reading[-1:] in {GAP, EDGE}


_SPACE = re.compile(r"\s")
