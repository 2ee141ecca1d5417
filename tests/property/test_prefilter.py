"""No pattern that matches is passed over, whatever the prefilter thinks of the text."""

import random

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import conditions
from pipeline.language.lexicon import shipped
from pipeline.language.prefilter import Prefilter

RULES = shipped()
PATTERNS = [pattern for rule in RULES for pattern in rule.patterns]
EXAMPLES = sorted({text for rule in RULES for text in (*rule.match, *rule.no_match)})
WRITTEN = (
    r"a", r"ab|cd", r"\ba\b", r"a(?:b|cd)?e", r"(?:ab|b)+c", r"\bab (?:cd|e)\b", r"^ab", r"a[bc]d", r"a\W+b", r"[ab]\b",
    r"(?:a|b ){1,3}c", r"a(?: b| c)* d", r"ab{2,}c", r"(?:^|[.,])\s*a(?:b|$)", r"a.{0,3}b", r"\w+a\b", r"(?:é|☹)a?",
    r"a's|b'?c", r"(?:a|b|)(?:c|d)\b", r"b\d+|\(a\)", r"(?i)a b", r"(?:(?:a|b) (?:c|d)|e) a", r"s+o+", r"a-?b",
    r"^\W*(?:a |b,?)*ab\b", r"(?:^|[.,])\W*(?:a+b|c?d|e)", r"^(?:a(?: b|c)?|b[cd])", r"^a\b|(?:^|[,(\n] ?)b", r"a\s*\?",
    r"(?:^|[ .])ab", r"^(?:(?: a| b)+|c{2,}|b*d)",  r"(?:^s|^k)", r"^.?ab", r"^a?(?:b|é)c",
)  # fmt: skip


def insensitive(pattern: str) -> "re2._Regexp[str]":
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(pattern, options)


def passed(prefilter: Prefilter, text: str) -> set[int]:
    return set(prefilter.tried(text))


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="aabbccddeo  .,'-é☹\u017fKS1\n(?", max_size=14))
def test_small_patterns_on_made_up_texts(text: str) -> None:
    missed = set(range(len(WRITTEN))) - passed(SMALL, text)
    assert not [WRITTEN[n] for n in missed if SEARCHES[n].search(text)]


SMALL = Prefilter(WRITTEN)
SEARCHES = [insensitive(pattern) for pattern in WRITTEN]


def test_shipped_patterns_on_the_texts_that_prove_them() -> None:
    shipped_ones = Prefilter(PATTERNS)
    searches = [insensitive(pattern) for pattern in PATTERNS]
    for text in random.Random(1).sample(EXAMPLES, 60):
        missed = set(range(len(PATTERNS))) - passed(shipped_ones, text)
        assert not [PATTERNS[n] for n in missed if searches[n].search(text)], text


def test_most_of_the_shipped_patterns_are_worked_out_beforehand() -> None:
    known = sum(map(conditions.is_known, PATTERNS))
    assert known > 0.8 * len(PATTERNS), "run python -m tests.learning.conditions"


def test_a_pattern_that_is_not_understood_is_always_tried() -> None:
    prefilter = Prefilter([r"[[:alpha:]]x", r"zebra"])
    assert passed(prefilter, "qx") == {0}


def test_a_text_asks_for_few_patterns() -> None:
    assert len(passed(Prefilter(PATTERNS), "where is my refund, I have been waiting for days")) < 0.03 * len(PATTERNS)


def test_words_that_stand_in_one_place_are_one_condition() -> None:
    assert not passed(Prefilter([r"\b(?:no|small|hardly any) thanks\b"]), "many thanks indeed")
    assert not passed(Prefilter([r",\s*is (?:it|that)(?: not)?\s*\?"]), "well, is it not so")
