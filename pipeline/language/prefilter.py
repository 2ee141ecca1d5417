"""Tells by a text's words which of many patterns are worth a try."""

import re
import string
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from pipeline.language.conditions import rows as rows_of
from pipeline.language.telling import EDGE, LONGEST, OPENS_PIECE, OPENS_TEXT

LANES = 8
"""Conditions of a pattern that are looked at."""
REMEMBERED = 20_000
"""Words whose marks are kept; longer words than ``LONG`` never are."""
LONG = 40


class Prefilter:
    """The conditions of many patterns, as bits: each word of a text sets those that it fulfils.

    A way to match a pattern has one bit in each of ``LANES`` lanes of a number, a condition each; lanes laid over one
    another show the ways whose conditions are all fulfilled. Those with most conditions come first, so that a lane
    holds no more bits than there are ways with so many: a word's bits are read at each text that has it.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        """Look at the patterns; none is compiled."""
        marks: dict[str, int] = {}
        rows = [(number, row[:LANES]) for number, pattern in enumerate(patterns) for row in rows_of(pattern)]
        rows.sort(key=lambda numbered: -len(numbered[1]))
        self._of = [number for number, _ in rows]
        self._bits = [0] * len(patterns)
        for bit, number in enumerate(self._of):
            self._bits[number] |= 1 << bit
        self._lanes: list[tuple[int, int]] = []
        """Where each lane begins, and the bits of the ways that have no condition in it."""
        begin = 0
        for lane in range(LANES):
            asking = sum(len(row) > lane for _, row in rows)
            self._lanes.append((begin, (1 << len(rows)) - (1 << asking)))
            for bit, (_, row) in enumerate(rows[:asking]):
                for atom in row[lane]:
                    marks[atom] = marks.get(atom, 0) | 1 << begin + bit
            begin += asking
        self._all = (1 << len(rows)) - 1
        self._known: dict[str, int] = {}
        self._opened: dict[str, int] = {}
        """Words as a piece of a text opens with them, and with ``OPENS_TEXT`` before them as a text does."""
        of_openings = {atom: mark for atom, mark in marks.items() if atom[0] in (OPENS_TEXT, OPENS_PIECE)}
        starting = {atom[1:]: mark for atom, mark in marks.items() if atom[0] == EDGE}
        anywhere = {atom: mark for atom, mark in marks.items() if atom not in of_openings and atom[0] != EDGE}
        self._inside = {atom: mark for atom, mark in marks.items() if atom not in of_openings}
        """Atoms that may stand in a word of letters and digits."""
        self._openings = _Atoms({atom[1:]: mark for atom, mark in of_openings.items() if atom[0] == OPENS_PIECE})
        self._beginnings = _Atoms({atom[1:]: mark for atom, mark in of_openings.items() if atom[0] == OPENS_TEXT})
        self.any_opening = reduce(or_, of_openings.values(), 0)
        """What every opening together fulfils."""
        self._starting = _Atoms(starting)
        """Atoms that ask for a word's beginning."""
        self._anywhere = _Atoms(anywhere)
        """Atoms that may stand inside a word."""

    def only(self, numbers: Iterable[int]) -> int:
        """The bits of some of the patterns, to narrow what :meth:`likely` gives."""
        return reduce(or_, [self._bits[number] for number in numbers], 0)

    def numbers(self, likely: int) -> list[int]:
        """The numbers of the patterns with these bits, each once."""
        found: dict[int, None] = {}
        while likely:
            bit = likely & -likely
            likely ^= bit
            found[self._of[bit.bit_length() - 1]] = None
        return list(found)

    def tried(self, text: str) -> list[int]:
        """The numbers of the patterns that may match a text."""
        return self.numbers(self.likely(self.marks(text)))

    def marks(self, text: str) -> int:
        """What a text fulfils, as bits for :meth:`likely`."""
        return self.words(text) | self.opening(text)

    def words(self, text: str) -> int:
        """What the words of a text fulfil, wherever they stand."""
        known = self._known
        try:
            return reduce(or_, [known[word] for word in text.split()], 0)
        except KeyError:
            return reduce(or_, [known[word] if word in known else self._mark(word) for word in text.split()], 0)

    def likely(self, marks: int) -> int:
        """The patterns that may match, as bits; no other does."""
        found = self._all
        for begin, free in self._lanes:
            found &= marks >> begin | free
        return found

    def opening(self, text: str) -> int:
        """What the words fulfil that open the text and its pieces."""
        if not (text.isascii() or _ODD.isdisjoint(text)):
            return self.any_opening
        lower = text.lower()
        first = _FIRST.match(lower)
        if first is None:
            return 0
        opened = self._opened
        mark = 0
        for word in (OPENS_TEXT + first[1], *_OPENING.findall(lower, first.end())):
            known = opened.get(word)
            if known is None:
                letters = word.removeprefix(OPENS_TEXT)
                found = self._openings.at(letters, 0)
                if word != letters:
                    found += self._beginnings.at(letters, 0)
                known = reduce(or_, found, 0)
                _remember(opened, word, known)
            mark |= known
        return mark

    def _mark(self, word: str) -> int:
        letters = _plain(word)
        core = letters.rstrip(_SIGNS)
        if core and core != word and word.isascii():
            # No atom reaches from letters to the signs behind them.
            mark = self.words(f"{core} {letters[len(core) :]}")
            _remember(self._known, word, mark)
            return mark
        if len(word) <= LONG and word.isascii() and letters.isalnum():
            mark = reduce(or_, map(self._inside.__getitem__, self._inside.keys() & _pieces(letters)), 0)
        else:
            mark = reduce(or_, self._standing(letters, ascii_only=word.isascii()), 0)
        _remember(self._known, word, mark)
        return mark

    def _standing(self, letters: str, *, ascii_only: bool) -> list[int]:
        """The marks of all atoms that stand in letters and signs."""
        size = len(letters)
        starting, anywhere = self._starting, self._anywhere
        # RE2 sees the edges of words only between ASCII characters.
        if ascii_only:
            of_word = [False, *[c.isalnum() or c == "_" for c in letters], False]
            edges = [of_word[i] != of_word[i + 1] for i in range(size + 1)]
        else:
            edges = [True] * (size + 1)
        found: list[int] = []
        heads = self._anywhere.heads
        for start in range(size):
            if letters[start : start + 2] in heads or letters[start] in heads:
                found += anywhere.at(letters, start, edges)
            if edges[start]:
                found += starting.at(letters, start, edges)
        return found


class _Atoms:
    """Marks of atoms, found by their first letters; some keep ``EDGE`` at their end."""

    def __init__(self, marks: dict[str, int]) -> None:
        self._marks = marks
        sizes: dict[str, set[int]] = {}
        for atom in marks:
            letters = atom.removesuffix(EDGE)
            sizes.setdefault(letters[:2], set()).add(len(letters))
        self.heads = {letters: sorted(some) for letters, some in sizes.items()}
        """How long the atoms are that begin with two letters, or are one."""

    def at(self, letters: str, start: int, edges: Sequence[bool] | None = None) -> list[int]:
        """The marks of the atoms that stand here; ``edges``: where words end, or only at the end of the letters."""
        found: list[int] = []
        marks, heads, last = self._marks, self.heads, len(letters)
        for size in (*heads.get(letters[start], ()), *heads.get(letters[start : start + 2], ())):
            end = start + size
            if end > last:
                continue
            atom = letters[start:end]
            if atom in marks:
                found.append(marks[atom])
            if (edges[end] if edges else end == last) and atom + EDGE in marks:
                found.append(marks[atom + EDGE])
        return found


_SIGNS = string.punctuation.replace("_", "")
_FIRST = re.compile(r"\W*(\w+)", re.ASCII)
_OPENING = re.compile(r"[^\w ]\W*(\w+)", re.ASCII)


_ODD = frozenset("\u017f\u212a\u0130")
"""Signs that small letters of ASCII stand for, and that are no letters of a word to RE2."""


def _pieces(letters: str) -> set[str]:
    """Whatever may be an atom in a word of letters and digits, whose edges are its ends."""
    edged = f"{EDGE}{letters}{EDGE}"
    size = len(edged)
    return {edged[i:j] for i in range(size) for j in range(i + 1, min(i + _LONGEST, size) + 1)}


_LONGEST = LONGEST + 2
"""Characters of an atom with its edges."""


def _plain(text: str) -> str:
    """In lower case; RE2 takes the long s for an s."""
    return text.lower() if text.isascii() else text.lower().replace("\u017f", "s")


def _remember(known: dict[str, int], word: str, mark: int) -> None:
    if len(word) <= LONG:
        if len(known) >= REMEMBERED:
            known.clear()
        known[word] = mark
