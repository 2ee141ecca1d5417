r"""The ways in which a text may match a pattern, by what the text must hold, so that most patterns need not be tried.

The alternatives of a pattern that would let nearly every text pass are taken apart: of ``\b(?:are you serious|ugh)\b``
one way asks for three words, the other for one.
"""

from collections.abc import Iterator

from pipeline.language.openings import opening
from pipeline.language.readings import REPEAT, TOKEN, Tokens, UnknownError, closings_of, group
from pipeline.language.telling import EDGE, Row, best, chance, conditions_of, likely, side_by_side

SPLITS = 2
TRIED = 2
"""How deep alternatives are taken apart."""
ROWS = 48
"""Ways to match that a pattern keeps apart, about."""
OFTEN = 0.05
"""Share of texts from which on a row is worth taking apart."""
RARE = 0.002
"""Share of texts that may be looked at in vain for one way."""


def atoms(pattern: str) -> tuple[Row, ...]:
    """The ways in which a text may match a pattern, each as what it asks for, the most telling first.

    None asks for anything where the pattern must always be tried.
    """
    tokens = tuple(TOKEN.findall(pattern))
    try:
        rows = _merged(_split(tokens, SPLITS))
    except UnknownError:
        rows = ((),)
    opened = opening(tokens)
    return rows if opened is None else tuple((opened, *row) for row in rows)


def _split(tokens: Tokens, left: int) -> list[Row]:
    """The rows of a sequence; a likely one is tried again with the alternatives of one of its groups apart."""
    part = group(tokens)
    row = best((*part.conditions, *conditions_of(part.readings)))
    if not left or likely(row) <= OFTEN:
        return [row]
    closings = closings_of(tokens)
    groups: list[tuple[int, int, tuple[Tokens, Tokens, Tokens]]] = [(0, 0, ((), tokens, ()))]
    for i in _outer(tokens, closings):
        end = closings.get(i, 0)
        if end and not (end + 1 < len(tokens) and REPEAT.match(tokens[end + 1])):
            groups.append((end - i, i, (tokens[:i], tokens[i + 1 : end], tokens[end + 1 :])))
    if "|" in (tokens[i] for i in _outer(tokens, closings)):
        del groups[1:]
    for _, _, (before, inside, after) in sorted(groups, reverse=True)[:TRIED]:
        branches = _branches(inside)
        if len(branches) == 1:
            continue
        apart = [r for branch in branches for r in _split((*before, *branch, *after), left - 1)]
        if sum(map(likely, apart)) < 0.9 * likely(row):
            return apart
    return [row]


def _outer(tokens: Tokens, closings: dict[int, int]) -> Iterator[int]:
    i = 0
    while i < len(tokens):
        yield i
        i = closings.get(i, i) + 1


def _branches(tokens: Tokens) -> list[Tokens]:
    """The alternatives of a group, those that are plain words still together."""
    closings = closings_of(tokens)
    plain: list[str] = []
    apart: list[Tokens] = []
    at = 0
    for i in [*(i for i in _outer(tokens, closings) if tokens[i] == "|"), len(tokens)]:
        branch = tokens[at:i]
        if len(branch) == 1 and branch[0].isalpha() and chance(EDGE + branch[0]) <= OFTEN:
            plain += (*branch, "|")
        else:
            apart.append(branch)
        at = i + 1
    return [*([("(?:", *plain[:-1], ")")] if plain else []), *apart]


def _merged(rows: list[Row]) -> tuple[Row, ...]:
    """Fewer rows: those of which hardly a text has the words are one."""
    kept: list[Row] = []
    for row in sorted(set(rows), key=lambda row: (len(row), likely(row), [sorted(c) for c in row])):
        for i, other in enumerate(kept):
            both = tuple(side_by_side([row, other]))
            if both and (len(kept) >= ROWS or likely(both) <= max(RARE, likely(row) + likely(other))):
                kept[i] = best(both)
                break
        else:
            kept.append(row)
    return tuple(kept) if all(kept) else ((),)
