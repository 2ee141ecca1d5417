"""Rules on the clauses, sentences and whole of a text."""

import pytest

from pipeline.language.lexicon import CueRule, Scope
from pipeline.language.matcher import Matcher


def found(text: str, *patterns: str, scope: Scope = "clause", unless: tuple[str, ...] = ()) -> list[str]:
    rule = CueRule(name="asks.way", role="customer", patterns=patterns, scope=scope, unless=unless)
    return [text[hit.start : hit.end] for hit in Matcher([rule]).hits(text)]


@pytest.mark.parametrize(
    "text", ["Well, stay here", "I know. Stay here", "I would, but stay here", "I know\nstay here"]
)
def test_a_piece_of_any_clause_may_open_with_the_word(text: str) -> None:
    assert [words.lower().strip(" .,") for words in found(text, r"(?:^|[.,])\s*(?:but )?stay\b")] in (
        ["stay"],
        ["but stay"],
    )


def test_each_clause_opens_with_a_word_of_its_own() -> None:
    assert found("I know. Stay here, but stay", r"^\W*(?:but )?stay\b") == ["Stay", ", but stay"]


def test_what_cancels_a_rule_does_so_in_its_clause_only() -> None:
    assert found("Stay here. Stay there, never", r"\bstay\b", unless=(r"\bnever\b", r"^nor\b")) == ["Stay"]


def test_a_question_mark_ends_the_part_that_it_asks() -> None:
    assert found("Stay. Stay?", r"\bstay\?") == ["Stay?"]
