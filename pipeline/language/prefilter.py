"""Tells by a text's words which of many patterns are worth a try."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from pipeline.language.conditions import rows as rows_of
from pipeline.language.telling import EDGE, LONGEST

LANES = 8
"""Conditions of a pattern that are looked at, a power of two."""
REMEMBERED = 20_000
"""Words whose marks are kept; longer words than ``LONG`` never are."""
LONG = 40


class Prefilter:
    """The conditions of many patterns, as bits: each word of a text sets those that it fulfils.

    A pattern has one bit in each of ``LANES`` lanes of a number, a condition each; lanes laid over one another show
    the patterns whose conditions are all fulfilled.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        """Look at the patterns; none is compiled."""
        self._free = 0
        """What needs no word: the lanes that a pattern does not use."""
        marks: dict[str, int] = {}
        rows = [(number, row) for number, pattern in enumerate(patterns) for row in rows_of(pattern)]
        self._width = len(rows)
        self._of = [number for number, _ in rows]
        for number, (_, row) in enumerate(rows):
            conditions = row[:LANES]
            for lane in range(LANES):
                bit = 1 << (lane * self._width + number)
                if lane < len(conditions):
                    for atom in conditions[lane]:
                        marks[atom] = marks.get(atom, 0) | bit
                else:
                    self._free |= bit
        self._known: dict[str, int] = {}
        self._anywhere: dict[str, int] = {}
        """Atoms that may stand inside a word."""
        self._starting: dict[str, int] = {}
        """Atoms that ask for a word's beginning; both keep ``EDGE`` at their end."""
        for atom, mark in marks.items():
            (self._starting if atom[0] == EDGE else self._anywhere)[atom.removeprefix(EDGE)] = mark
        self._beginnings = frozenset(atom.removesuffix(EDGE)[:2] for atom in self._anywhere)

    def only(self, wanted: Sequence[bool]) -> int:
        """The bits of some of the patterns, to narrow what :meth:`likely` gives."""
        return sum(1 << bit for bit, number in enumerate(self._of) if wanted[number])

    def numbers(self, likely: int) -> list[int]:
        """The numbers of the patterns with these bits, in order."""
        found: list[int] = []
        while likely:
            bit = likely & -likely
            likely ^= bit
            number = self._of[bit.bit_length() - 1]
            if not found or found[-1] != number:
                found.append(number)
        return found

    def marks(self, words: Sequence[str]) -> int:
        """What the words of a text fulfil, as bits for :meth:`likely`; the marks of parts may be joined by ``|``."""
        known = self._known
        try:
            return reduce(or_, [known[word] for word in words], 0)
        except KeyError:
            return reduce(or_, [known[word] if word in known else self._mark(word) for word in words], 0)

    def likely(self, marks: int) -> int:
        """The patterns that may match, as bits; no other does."""
        marks |= self._free
        lanes = LANES
        while lanes > 1:
            lanes //= 2
            marks &= marks >> (lanes * self._width)
        return marks & ((1 << self._width) - 1)

    def _mark(self, word: str) -> int:
        mark = 0
        # RE2 takes the long s for an s, and sees the edges of words only between ASCII characters.
        plain = word.isascii()
        letters = word.lower() if plain else word.lower().replace("\u017f", "s")
        free, starting = self._anywhere, self._starting
        size = len(letters)
        of_word = [c.isalnum() or c == "_" for c in letters] if plain else []
        edges = (
            [a != b for a, b in zip([False, *of_word], [*of_word, False], strict=True)]
            if plain
            else [True] * (size + 1)
        )
        for start in range(size):
            inside = letters[start : start + 2] in self._beginnings or letters[start] in self._beginnings
            begins = edges[start]
            if not (inside or begins):
                continue
            for end in range(start + 1, min(size, start + LONGEST) + 1):
                found = letters[start:end]
                if begins:
                    mark |= starting.get(found, 0)
                    if edges[end]:
                        mark |= starting.get(found + EDGE, 0)
                if inside:
                    mark |= free.get(found, 0)
                    if edges[end]:
                        mark |= free.get(found + EDGE, 0)
        if size <= LONG:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = mark
        return mark
