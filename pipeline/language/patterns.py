"""Many patterns that are searched for where a text makes them likely, in time linear in its length (RE2)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import re2

from pipeline.language.lexicon import LexiconError
from pipeline.language.prefilter import Prefilter

Search: TypeAlias = Callable[[Any, bytes, int, int], list[tuple[int, int]]]
"""RE2 itself, without the library's match objects, which cost twice what the search does."""
FROM_START = re2._re2.RE2.Anchor.ANCHOR_START  # noqa: SLF001 - see Search


class Patterns:
    """Each is compiled when a text first makes it likely."""

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        """``patterns``: each behind the name of the cue that it is there for."""
        self._patterns = patterns
        self._compiled: list[Search | None] = [None] * len(patterns)
        self.prefilter = Prefilter([pattern for _, pattern in patterns])

    def compile(self) -> None:
        """Compile every pattern now. Raises :class:`LexiconError` for one that RE2 does not take."""
        for number in range(len(self._patterns)):
            self.search(number)

    def search(self, number: int) -> Search:
        """A compiled pattern."""
        found = self._compiled[number]
        if found is None:
            found = self._compiled[number] = compiled(*self._patterns[number])
        return found

    def any(self, likely: int, part: bytes) -> bool:
        """Whether one of the patterns with these bits matches."""
        return any(
            self.search(number)(FROM_START, part, 0, len(part))[1][0] >= 0 for number in self.prefilter.numbers(likely)
        )


def compiled(name: str, pattern: str) -> Search:
    """A pattern, ready to be called; raises :class:`LexiconError` where RE2 does not take it."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    try:
        # Bytes: the library turns offsets into characters at three times the cost of the search.
        # From the start on and with a group, RE2 walks a short text by its marks of where it has been, as linear as its
        # automata, which would be built for every text that is new to them.
        found = re2.compile(f"(?s:.*?)({pattern})".encode(), options)
    except re2.error as error:
        message = f"cue {name!r} ({pattern[:60]!r} …): {error}"
        raise LexiconError(message) from error
    search: Search = found._regexp.Match  # noqa: SLF001 - see Search
    return search
