"""Finds the cues of a lexicon in a text."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import get_args

from msgspec import Struct

from pipeline.language.lexicon import CueRule, Scope
from pipeline.language.patterns import FROM_START, Patterns
from pipeline.language.text import Span, clauses, sentences


class Hit(Struct, frozen=True, gc=False):
    """A rule that holds, and where: characters of the prepared text."""

    rule: CueRule
    start: int
    end: int
    within: Span


class Matcher:
    """All the rules of one speaker."""

    def __init__(self, rules: Iterable[CueRule]) -> None:
        """Take the rules; see :meth:`compile` for patterns that RE2 does not take."""
        self._rules = tuple(rules)
        shows = [(rule, pattern) for rule in self._rules for pattern in rule.patterns]
        self._shows = Patterns([(rule.name, pattern) for rule, pattern in shows])
        self._rule_of = [number for number, rule in enumerate(self._rules) for _ in rule.patterns]
        only = self._shows.prefilter.only
        self._of_scope = {
            scope: only(n for n, (rule, _) in enumerate(shows) if rule.scope == scope) for scope in _SCOPES
        }
        # Many rules are cancelled by the same, which is looked for only where one of them would hold.
        cancels = {pattern: rule.name for rule in self._rules for pattern in rule.unless}
        self._cancels = Patterns([(name, pattern) for pattern, name in cancels.items()])
        number = {pattern: n for n, pattern in enumerate(cancels)}.__getitem__
        self._unless = [self._cancels.prefilter.only(map(number, rule.unless)) for rule in self._rules]
        """By rule: the bits of what cancels it."""

    def compile(self) -> None:
        """Compile every pattern now. Raises :class:`LexiconError` for one that RE2 does not take."""
        self._shows.compile()
        self._cancels.compile()

    def hits(self, ready: str) -> list[Hit]:
        """Every rule that holds, once for each clause, sentence or message that it holds in."""
        prefilter = self._shows.prefilter
        words = prefilter.words(ready)
        whole = prefilter.likely(words | prefilter.opening(ready))
        # Each clause opens with another word.
        some = whole if len(clauses(ready)) == 1 else prefilter.likely(words | prefilter.any_opening)
        found: list[tuple[int, int, Hit]] = []
        # A sentence is often a clause.
        of_part: dict[str, int] = {}
        cancelling: dict[str, int] = {}
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
                    found += self._look(here & of_scope, span, part, cancelling)
        # By rule, then by place: several scopes are none of a reader's business.
        found.sort(key=_order)
        return [hit for _, _, hit in found]

    def _look(self, likely: int, span: Span, text: str, cancelling: dict[str, int]) -> list[tuple[int, int, Hit]]:
        """What shows something in a part; ``cancelling``: by part, the bits of what may cancel it."""
        part = text.encode()
        size = len(part)
        shows, rule_of = self._shows, self._rule_of
        shown: dict[int, tuple[int, int]] = {}
        for number in shows.prefilter.numbers(likely):
            match = shows.search(number)(FROM_START, part, 0, size)[1]
            if match[0] >= 0:
                rule = rule_of[number]
                # The leftmost words are shown.
                shown[rule] = min(match, shown.get(rule, match))
        if not shown:
            return []
        may_cancel = cancelling.get(text)
        if may_cancel is None:
            cancels = self._cancels.prefilter
            may_cancel = cancelling[text] = cancels.likely(cancels.words(text) | cancels.any_opening)
        found: list[tuple[int, int, Hit]] = []
        for rule, (start, end) in shown.items():
            unless = self._unless[rule] & may_cancel
            if unless and self._cancels.any(unless, part):
                continue
            # Bytes are counted as characters.
            first, last = (start, end) if size == len(text) else (len(part[:n].decode()) for n in (start, end))
            found.append((rule, span.start, Hit(self._rules[rule], span.start + first, span.start + last, span)))
        return found


_SCOPES: tuple[Scope, ...] = get_args(Scope)
_order = itemgetter(0, 1)


def _cut(ready: str, scope: Scope) -> Sequence[Span]:
    if scope == "message":
        return (Span(0, len(ready), question=False),)
    return clauses(ready) if scope == "clause" else sentences(ready)
