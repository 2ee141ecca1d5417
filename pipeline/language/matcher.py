"""Finds the cues of a lexicon in a text, in time linear in its length (RE2)."""

from collections.abc import Iterable, Iterator, Sequence

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
        self._patterns = [(number, pattern) for number, rule in enumerate(self._rules) for pattern in rule.patterns]
        self._compiled: list[re2._Regexp[bytes] | None] = [None] * len(self._patterns)
        self._unless: dict[int, re2._Regexp[bytes]] = {}
        self._prefilter = Prefilter([pattern for _, pattern in self._patterns])

    def compile(self) -> None:
        """Compile every pattern now. Raises :class:`LexiconError` for one that RE2 does not take."""
        for number in range(len(self._patterns)):
            self._pattern(number)
        for number, rule in enumerate(self._rules):
            self._cancels(number, rule, b"")

    def hits(self, ready: str) -> list[Hit]:
        """Every rule that holds, once for each clause, sentence or message that it holds in."""
        cuts: dict[Scope, _Cut] = {}
        likely: dict[int, list[re2._Regexp[bytes]]] = {}
        for i in sorted(self._prefilter.likely(ready.encode())):
            number = self._patterns[i][0]
            scope = self._rules[number].scope
            cut = cuts.get(scope)
            if cut is None:
                cut = cuts[scope] = _cut(ready, scope)
            pattern = self._pattern(i)
            # One look at all parts together spares most patterns the look at each.
            if pattern.search(cut.joined) is not None:
                likely.setdefault(number, []).append(pattern)
        found: list[Hit] = []
        for number, patterns in likely.items():
            found += self._look(number, patterns, cuts[self._rules[number].scope])
        return found

    def _look(self, number: int, patterns: Sequence["re2._Regexp[bytes]"], cut: "_Cut") -> Iterator[Hit]:
        rule = self._rules[number]
        for span, part in cut.parts:
            matches = [match.span() for p in patterns if (match := p.search(part)) is not None]
            if not matches or self._cancels(number, rule, part):
                continue
            # The leftmost words are shown.
            start, end = min(matches)
            if not part.isascii():
                start, end = len(part[:start].decode()), len(part[:end].decode())
            yield Hit(rule, span.start + start, span.start + end, span)

    def _pattern(self, i: int) -> "re2._Regexp[bytes]":
        pattern = self._compiled[i]
        if pattern is None:
            number, text = self._patterns[i]
            pattern = self._compiled[i] = _compiled(self._rules[number], text)
        return pattern

    def _cancels(self, number: int, rule: CueRule, part: bytes) -> bool:
        if not rule.unless:
            return False
        pattern = self._unless.get(number)
        if pattern is None:
            pattern = self._unless[number] = _compiled(rule, "|".join(f"(?:{p})" for p in rule.unless))
        return pattern.search(part) is not None


class _Cut(Struct, frozen=True):
    """A text cut into parts of one scope; ``joined`` has each on a line of its own."""

    parts: Sequence[tuple[Span, bytes]]
    joined: bytes


def _cut(ready: str, scope: Scope) -> _Cut:
    if scope == "message":
        data = ready.encode()
        return _Cut([(Span(0, len(ready), question=False), data)], data)
    spans = clauses(ready) if scope == "clause" else sentences(ready)
    parts = [(span, ready[span.start : span.end + span.question].encode()) for span in spans]
    return _Cut(parts, b"\n".join(part for _, part in parts))


def _compiled(rule: CueRule, pattern: str) -> "re2._Regexp[bytes]":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    # Parts have no line ends of their own, so that ^ and $ mean the same in one part and in all on their lines.
    lines = "" if rule.scope == "message" else "(?m)"
    try:
        # Bytes: the library turns offsets into characters at three times the cost of the search.
        return re2.compile(f"{lines}{pattern}".encode(), options)
    except re2.error as error:
        message = f"cue {rule.name!r} ({pattern[:60]!r} …): {error}"
        raise LexiconError(message) from error
