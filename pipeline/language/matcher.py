"""Finds the cues of a lexicon in a text, in time linear in its length (RE2)."""

from collections.abc import Iterable, Iterator

import re2
from msgspec import Struct

from pipeline.language.lexicon import CueRule, LexiconError
from pipeline.language.text import Span, clauses, sentences


class Hit(Struct, frozen=True, gc=False):
    """A rule that holds, and where: characters of the prepared text."""

    rule: CueRule
    start: int
    end: int
    within: Span


class _Compiled(Struct, frozen=True):
    rule: CueRule
    found: "re2._Regexp[str]"
    cancelled: "re2._Regexp[str] | None"


class Matcher:
    """All the rules of one speaker, behind one RE2 set that tells which are worth a closer look."""

    def __init__(self, rules: Iterable[CueRule]) -> None:
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        options.max_mem = 256 << 20
        self._rules: list[_Compiled] = []
        self._set = re2.Set.SearchSet(options)
        for rule in rules:
            try:
                # Where one goes first matters for the words shown: the leftmost hit is quoted.
                found = re2.compile(_any_of(rule.patterns), options)
                cancelled = re2.compile(_any_of(rule.unless), options) if rule.unless else None
            except re2.error as error:
                message = f"cue {rule.name!r} ({rule.patterns[0]!r} …): {error}"
                raise LexiconError(message) from error
            self._rules.append(_Compiled(rule, found, cancelled))
            self._set.Add(_any_of(rule.patterns))
        self._set.Compile()

    def hits(self, ready: str) -> list[Hit]:
        """Every rule that holds, once for each clause, sentence or message that it holds in."""
        likely = self._set.Match(ready)
        if not likely:
            return []
        scopes: dict[str, list[Span]] = {}
        return [hit for i in sorted(likely) for hit in self._look(self._rules[i], ready, scopes)]

    @staticmethod
    def _look(entry: _Compiled, ready: str, scopes: dict[str, list[Span]]) -> Iterator[Hit]:
        scope = entry.rule.scope
        spans = scopes.get(scope)
        if spans is None:
            spans = scopes[scope] = _cut(ready, scope)
        for span in spans:
            part = ready[span.start : span.end + span.question]
            match = entry.found.search(part)
            if match is None or (entry.cancelled is not None and entry.cancelled.search(part)):
                continue
            yield Hit(entry.rule, span.start + match.start(), span.start + match.end(), span)


def _cut(ready: str, scope: str) -> list[Span]:
    if scope == "clause":
        return clauses(ready)
    if scope == "sentence":
        return sentences(ready)
    return [Span(0, len(ready), question=False)]


def _any_of(patterns: tuple[str, ...]) -> str:
    return "|".join(f"(?:{p})" for p in patterns)
