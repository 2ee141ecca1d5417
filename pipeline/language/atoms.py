"""The letters that a text must hold for a pattern to match, so that most patterns need not be tried.

All patterns in one RE2 set would do, but its automaton grows with every new text (2 ms a message over the first
1,500 chat turns); a set of plain letters does not.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from re import _constants as op  # type: ignore[attr-defined]  # the only parser of patterns at hand
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORTEST = 2
"""Bytes: a single letter stands in nearly every text, a single emoji does not."""
MAX_ASCII = 127
MOST = 5_000
"""Alternatives of one place in a pattern; more say that none of them is telling."""
PLACES = 3
"""Places of a pattern that are looked at: each must have one of its alternatives in the text."""

Atoms = frozenset[str]


def atoms(pattern: str) -> tuple[Atoms, ...]:
    """Lower-case alternatives, one set for each telling place: a text that matches holds one of every set.

    Empty where nothing is telling, or where only RE2 understands the pattern: it is always tried.
    """
    try:
        parsed = parser.parse(pattern)
    except (re.error, OverflowError):
        return ()
    return tuple(sorted(_of_sequence(parsed), key=_worth, reverse=True)[:PLACES])


def _of_sequence(items: Sequence[Any]) -> list[Atoms]:
    places: list[Atoms] = []
    run = ""
    for kind, value in [*items, (None, None)]:
        if kind is op.LITERAL:
            run += chr(value).lower()
            continue
        # A run of letters ends here.
        if len(run.encode()) >= SHORTEST:
            places.append(frozenset((run,)))
        run = ""
        places += _of_item(kind, value)
    return places


def _of_item(kind: Any, value: Any) -> list[Atoms]:  # noqa: ANN401 - the parser has no types
    if kind is op.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is op.BRANCH:
        found: set[str] = set()
        for branch in value[1]:
            places = _of_sequence(branch)
            if not places:
                return []
            found |= max(places, key=_worth)
        return [frozenset(found)] if len(found) <= MOST else []
    if kind is op.IN and all(k is op.LITERAL and v > MAX_ASCII for k, v in value):
        return [frozenset(chr(v) for _, v in value)]
    if kind in {op.MAX_REPEAT, op.MIN_REPEAT} and value[0] >= 1:
        return _of_sequence(value[2])
    return []


def _worth(found: AbstractSet[str]) -> float:
    """The longer and the fewer the alternatives, the fewer texts get past."""
    return -sum(26.0 ** -min(len(atom), 6) for atom in found)
