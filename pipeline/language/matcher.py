"""Finds the cues of a lexicon in a text, in time linear in its length (RE2)."""

from collections.abc import Iterable, Iterator

import re2
from msgspec import Struct

from pipeline.language.atoms import atoms
from pipeline.language.lexicon import CueRule, LexiconError
from pipeline.language.text import Span, clauses, sentences


class Hit(Struct, frozen=True, gc=False):
    """A rule that holds, and where: characters of the prepared text."""

    rule: CueRule
    start: int
    end: int
    within: Span


class Matcher:
    """All the rules of one speaker, behind a set of letters that tells which patterns are worth a try."""

    def __init__(self, rules: Iterable[CueRule]) -> None:
        """Compile the rules. Raises :class:`LexiconError` for a pattern that RE2 does not take."""
        self._rules = tuple(rules)
        self._patterns: list[_Pattern] = []
        self._unless = [_compiled(rule, _any_of(rule.unless)) if rule.unless else None for rule in self._rules]
        # Each telling place of a pattern has a bit; a letter group found sets the bits of its places.
        places: dict[str, int] = {}
        users: dict[str, list[int]] = {}
        bit = 1
        for number, rule in enumerate(self._rules):
            for pattern in rule.patterns:
                needed = 0
                for alternatives in atoms(pattern):
                    for atom in alternatives:
                        places[atom] = places.get(atom, 0) | bit
                        if not needed:
                            users.setdefault(atom, []).append(len(self._patterns))
                    needed |= bit
                    bit <<= 1
                self._patterns.append(_Pattern(number, _compiled(rule, pattern), needed))
        self._always = tuple(i for i, pattern in enumerate(self._patterns) if not pattern.needed)
        self._atoms = re2.Set.SearchSet(_options())
        for atom in places:
            self._atoms.Add(re2.escape(atom))
        self._atoms.Compile()
        self._places = tuple(places.values())
        self._users = tuple(tuple(users.get(atom, ())) for atom in places)

    def hits(self, ready: str) -> list[Hit]:
        """Every rule that holds, once for each clause, sentence or message that it holds in."""
        by_rule: dict[int, list[_Pattern]] = {}
        for i in self._likely(ready.encode()):
            pattern = self._patterns[i]
            by_rule.setdefault(pattern.rule, []).append(pattern)
        scopes: dict[str, list[tuple[Span, bytes]]] = {}
        return [hit for rule in sorted(by_rule) for hit in self._look(rule, by_rule[rule], ready, scopes)]

    def _likely(self, data: bytes) -> set[int]:
        found = self._atoms.Match(data) or ()
        present = 0
        for atom in found:
            present |= self._places[atom]
        patterns = self._patterns
        likely = {i for atom in found for i in self._users[atom] if not patterns[i].needed & ~present}
        return likely.union(self._always)

    def _look(
        self, number: int, patterns: list["_Pattern"], ready: str, scopes: dict[str, list[tuple[Span, bytes]]]
    ) -> Iterator[Hit]:
        rule, unless = self._rules[number], self._unless[number]
        spans = scopes.get(rule.scope)
        if spans is None:
            spans = scopes[rule.scope] = _cut(ready, rule.scope)
        for span, part in spans:
            matches = [match.span() for p in patterns if (match := p.found.search(part)) is not None]
            if not matches or (unless is not None and unless.search(part)):
                continue
            # The leftmost words are shown.
            start, end = min(matches)
            if not part.isascii():
                start, end = len(part[:start].decode()), len(part[:end].decode())
            yield Hit(rule, span.start + start, span.start + end, span)


class _Pattern(Struct, frozen=True):
    """One pattern; ``needed`` has a bit for each of its telling places."""

    rule: int
    found: "re2._Regexp[bytes]"
    needed: int


def _options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


def _compiled(rule: CueRule, pattern: str) -> "re2._Regexp[bytes]":
    try:
        # Bytes: the library turns offsets into characters at three times the cost of the search.
        return re2.compile(pattern.encode(), _options())
    except re2.error as error:
        message = f"cue {rule.name!r} ({pattern[:60]!r} …): {error}"
        raise LexiconError(message) from error


def _cut(ready: str, scope: str) -> list[tuple[Span, bytes]]:
    if scope == "message":
        return [(Span(0, len(ready), question=False), ready.encode())]
    spans = clauses(ready) if scope == "clause" else sentences(ready)
    return [(span, ready[span.start : span.end + span.question].encode()) for span in spans]


def _any_of(patterns: tuple[str, ...]) -> str:
    return "|".join(f"(?:{p})" for p in patterns)
