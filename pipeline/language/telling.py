r"""What a text must hold for a reading of a pattern, and how telling that is.

A condition is a set of atoms, one of which must stand in a word of the text: ``\bstill (?:no|not)\b`` asks for the word
"still", and for "no" or "not".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import fsum, prod

ANY, GAP, EDGE = "\0", " ", "\x01"
"""In a reading: anything or nothing; at least one sign that is not of a word; a place where a word begins or ends."""
OPENS_TEXT, OPENS_PIECE = "\x02", "\x03"
"""Before an atom: it stands at the beginning of the first word of a text, or of a word before which a sign stands."""
MOST = 5_000
"""Atoms of a condition; more say that none of them is telling."""
LONGEST = 14
"""Characters of an atom."""

Condition = frozenset[str]
"""Atoms, lower case; ``EDGE`` at an end asks that the word begins or ends there."""
Row = tuple[Condition, ...]
"""Conditions that a text must all fulfil."""

_OFTEN_SAID = (
    "a all am an and any are as at be been but by can do for from get had has have he i if in is it just me my no not "
    "now of on or our so that the there they this to up was we were what when will with you your"
)
_COMMON = frozenset(_OFTEN_SAID.split())
PUNCTUATION = frozenset(map(chr, range(128))) - frozenset("abcdefghijklmnopqrstuvwxyz0123456789_") - {ANY}
_STRIPPED = "".join(sorted(PUNCTUATION))

_STRETCH = re.compile(f"[^{ANY}{GAP}]+")


def conditions_of(readings: Iterable[str]) -> list[Condition]:
    """What each of the readings asks of a text, side by side: the most telling words, the first ones, the last ones."""
    each = [_atoms(reading) for reading in readings]
    if not all(each):
        return []
    in_order = [[frozenset({atom}) for atom in atoms] for atoms in each]
    telling = [[frozenset({atom}) for atom in sorted(atoms, key=chance)] for atoms in each]
    return [
        condition
        for side in (telling, in_order, [atoms[::-1] for atoms in in_order])
        for condition in side_by_side(side)
    ]


@cache
def _atoms(reading: str) -> tuple[str, ...]:
    return tuple(_found(reading))


def _found(reading: str) -> Iterator[str]:
    for stretch in _STRETCH.finditer(reading):
        body = stretch.group()
        letters = body.lstrip(_STRIPPED)
        begins = len(letters) < len(body) or reading[stretch.start() - 1 : stretch.start()] == GAP
        if not letters and (signs := body.replace(EDGE, "")):
            yield signs  # a face
            continue
        asks = "?" in body
        body, letters = letters, letters.rstrip(_STRIPPED)
        ends = len(letters) < len(body) or reading[stretch.end() : stretch.end() + 1] == GAP
        letters = letters.replace(EDGE, "")
        if len(letters) > LONGEST:
            letters, ends = letters[:LONGEST], False
        if letters and (len(letters) > 1 or begins or ends or not letters.isascii()):
            # Only between ASCII characters does RE2 see words begin and end.
            yield EDGE * (begins and letters[0].isascii()) + letters + EDGE * (ends and letters[-1].isascii())
        if asks:
            yield "?"


def best(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The most telling first, without those that another implies."""
    kept: list[Condition] = []
    for condition in sorted(set(conditions), key=lambda c: (_chances(c), len(c), sorted(c))):
        if not any(known <= condition for known in kept):
            kept.append(condition)
    return tuple(kept)


@cache
def _chances(condition: Condition) -> float:
    return fsum(map(chance, condition))


@cache
def chance(atom: str) -> float:
    """About how likely a text holds the atom."""
    letters = atom.strip(EDGE)
    if letters in _COMMON or letters == "?":
        return 0.3
    open_ends = 2 - (len(atom) - len(letters))
    return float(max(0.3 * 0.3 ** len(letters), 0.0005) * (1.0, 2.0, 6.0)[open_ends])


def likely(row: Row) -> float:
    """About how many texts fulfil a row, as a share."""
    return prod(min(_chances(condition), 1.0) for condition in row)


def side_by_side(each: Sequence[Sequence[Condition]]) -> Iterator[Condition]:
    """Conditions that hold whichever of the alternatives does."""
    if all(each):
        for n in range(max(map(len, each))):
            joined = frozenset().union(*(conditions[min(n, len(conditions) - 1)] for conditions in each))
            if len(joined) <= MOST:
                yield joined
