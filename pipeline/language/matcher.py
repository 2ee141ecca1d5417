"""Finds the cues of a lexicon in a text, in time linear in its length (RE2)."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, TypeAlias, get_args

import re2
from msgspec import Struct

from pipeline.language.lexicon import CueRule, LexiconError, Scope
from pipeline.language.prefilter import Prefilter
from pipeline.language.text import Span, clauses, sentences


class Hit(Struct, frozen=True, gc=False):
    """A rule that holds, and where: characters of the prepared text."""

    rule: CueRule
    start: int
    end: int
    within: Span


class Matcher:
    """All the rules of one speaker. A pattern is compiled when a text first makes it likely."""

    def __init__(self, rules: Iterable[CueRule]) -> None:
        """Take the rules; see :meth:`compile` for patterns that RE2 does not take."""
        self._rules = tuple(rules)
        shows = [(number, pattern) for number, rule in enumerate(self._rules) for pattern in rule.patterns]
        cancels = [(number, pattern) for number, rule in enumerate(self._rules) for pattern in rule.unless]
        self._patterns = shows + cancels
        self._compiled: list[_Search | None] = [None] * len(self._patterns)
        prefilter = self._prefilter = Prefilter([pattern for _, pattern in self._patterns])
        self._of_scope = {
            scope: prefilter.only(n for n, (rule, _) in enumerate(shows) if self._rules[rule].scope == scope)
            for scope in _SCOPES
        }
        self._unless: dict[int, int] = {}
        """The bits of what cancels a rule."""
        for n, (number, _) in enumerate(cancels, len(shows)):
            self._unless[number] = self._unless.get(number, 0) | prefilter.only([n])

    def compile(self) -> None:
        """Compile every pattern now. Raises :class:`LexiconError` for one that RE2 does not take."""
        for number in range(len(self._patterns)):
            self._pattern(number)

    def hits(self, ready: str) -> list[Hit]:
        """Every rule that holds, once for each clause, sentence or message that it holds in."""
        prefilter = self._prefilter
        words = prefilter.words(ready)
        whole = prefilter.likely(words | prefilter.opening(ready))
        # Each clause opens with another word.
        some = whole if len(clauses(ready)) == 1 else prefilter.likely(words | prefilter.any_opening)
        found: list[tuple[int, int, Hit]] = []
        # A sentence is often a clause.
        of_part: dict[str, int] = {}
        for scope, of_scope in self._of_scope.items():
            if not some & of_scope:
                continue
            spans = _cut(ready, scope)
            for span in spans:
                part = ready[span.start : span.end + span.question]
                here = whole if len(spans) == 1 else of_part.get(part)
                if here is None:
                    here = of_part[part] = prefilter.likely(prefilter.marks(part))
                if here & of_scope:
                    found += self._look(here, here & of_scope, span, part)
        # By rule, then by place: several scopes are none of a reader's business.
        found.sort(key=_order)
        return [hit for _, _, hit in found]

    def _look(self, likely: int, tried: int, span: Span, text: str) -> list[tuple[int, int, Hit]]:
        part = text.encode()
        size = len(part)
        compiled, patterns = self._compiled, self._patterns
        shown: dict[int, tuple[int, int]] = {}
        for i in self._prefilter.numbers(tried):
            match = (compiled[i] or self._pattern(i))(_FROM_START, part, 0, size)[1]
            if match[0] >= 0:
                number = patterns[i][0]
                # The leftmost words are shown.
                shown[number] = min(match, shown.get(number, match))
        found: list[tuple[int, int, Hit]] = []
        for number, (start, end) in shown.items():
            unless = self._unless.get(number, 0) & likely
            if unless and self._any(unless, part):
                continue
            # Bytes are counted as characters.
            first, last = (start, end) if size == len(text) else (len(part[:n].decode()) for n in (start, end))
            found.append((number, span.start, Hit(self._rules[number], span.start + first, span.start + last, span)))
        return found

    def _any(self, likely: int, part: bytes) -> bool:
        """Whether one of the patterns with these bits matches."""
        for i in self._prefilter.numbers(likely):
            search = self._compiled[i] or self._pattern(i)
            if search(_FROM_START, part, 0, len(part))[1][0] >= 0:
                return True
        return False

    def _pattern(self, i: int) -> "_Search":
        pattern = self._compiled[i]
        if pattern is None:
            number, text = self._patterns[i]
            pattern = self._compiled[i] = _search(self._rules[number], text)
        return pattern


_Search: TypeAlias = Callable[[Any, bytes, int, int], list[tuple[int, int]]]
"""RE2 itself, without the library's match objects, which cost twice what the search does."""
_FROM_START = re2._re2.RE2.Anchor.ANCHOR_START  # noqa: SLF001 - see _Search
_SCOPES: tuple[Scope, ...] = get_args(Scope)
_order = itemgetter(0, 1)


def _cut(ready: str, scope: Scope) -> Sequence[Span]:
    if scope == "message":
        return (Span(0, len(ready), question=False),)
    return clauses(ready) if scope == "clause" else sentences(ready)


def _search(rule: CueRule, pattern: str) -> _Search:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    try:
        # Bytes: the library turns offsets into characters at three times the cost of the search.
        # From the start on and with a group, RE2 walks a short text by its marks of where it has been, as linear as its
        # automata, which would be built for every text that is new to them.
        compiled = re2.compile(f"(?s:.*?)({pattern})".encode(), options)
    except re2.error as error:
        message = f"cue {rule.name!r} ({pattern[:60]!r} …): {error}"
        raise LexiconError(message) from error
    search: _Search = compiled._regexp.Match  # noqa: SLF001 - see _Search
    return search
