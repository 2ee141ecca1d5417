"""Every pattern of the lexicons is proven by texts of its own."""

from functools import cache

import pytest

from pipeline.language.lexicon import CueRule, shipped
from pipeline.language.reader import Reader
from pipeline.language.text import prepare

RULES = shipped()


@cache
def reader() -> Reader:
    return Reader()


def found(rule: CueRule, text: str) -> bool:
    return any(hit.rule.name == rule.name for hit in reader().hits(prepare(text), rule.role))


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.match], ids=lambda v: str(v)[:60])
def test_text_that_must_show_the_cue_does(rule: CueRule, text: str) -> None:
    assert found(rule, text)


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.no_match], ids=lambda v: str(v)[:60])
def test_text_that_must_not_show_the_cue_does_not(rule: CueRule, text: str) -> None:
    assert not found(rule, text)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.name}: {r.patterns[0][:40]}")
def test_every_rule_is_proven_both_ways(rule: CueRule) -> None:
    assert rule.match
    assert rule.no_match
