"""Tells by a text's letters which of many patterns are worth a try."""

from collections.abc import Sequence

import re2

from pipeline.language.atoms import atoms


class Prefilter:
    """A set of plain letters behind which the patterns wait; each lists the places it needs."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Look at the patterns; none is compiled."""
        # Each telling place of a pattern has a bit; letters that are found set the bits of their places.
        places: dict[str, int] = {}
        users: dict[str, list[int]] = {}
        self._needed: list[int] = []
        bit = 1
        for number, pattern in enumerate(patterns):
            needed = 0
            for alternatives in atoms(pattern):
                for atom in alternatives:
                    places[atom] = places.get(atom, 0) | bit
                    if not needed:
                        users.setdefault(atom, []).append(number)
                needed |= bit
                bit <<= 1
            self._needed.append(needed)
        options = re2.Options()
        options.case_sensitive = False
        self._letters = re2.Set.SearchSet(options)
        for atom in places:
            self._letters.Add(re2.escape(atom))
        self._letters.Compile()
        self._places = tuple(places.values())
        self._users = tuple(tuple(users.get(atom, ())) for atom in places)
        self._always = frozenset(number for number, needed in enumerate(self._needed) if not needed)

    def likely(self, data: bytes) -> frozenset[int]:
        """The numbers of the patterns that may match somewhere in a UTF-8 text; no other does."""
        found = self._letters.Match(data) or ()
        present = 0
        for atom in found:
            present |= self._places[atom]
        absent, needed = ~present, self._needed
        return self._always.union(i for atom in found for i in self._users[atom] if not needed[i] & absent)
