"""Where sentences and clauses are cut."""

import pytest

from pipeline.language.text import clauses, prepare, sentences


def cut(text: str) -> list[str]:
    return [text[c.start : c.end].strip(" ,") for c in clauses(text)]


def test_a_turning_word_opens_a_clause() -> None:
    assert cut("I can't change it, but I've refunded it") == ["I can't change it", "but I've refunded it"]


def test_yet_after_a_comma_turns() -> None:
    assert cut("It was sent, yet nothing came") == ["It was sent", "yet nothing came"]


@pytest.mark.parametrize("text", ["Has it been sent yet?", "It has not been sent yet."])
def test_yet_at_the_end_does_not(text: str) -> None:
    assert cut(text) == [text.rstrip("?.")]


def test_a_question_that_ends_in_yet_stays_one() -> None:
    assert clauses("Has it been sent yet?")[0].question


def test_letters_that_stand_for_those_of_ascii_are_taken_for_them() -> None:
    assert prepare("within 5 \u017feconds, \u212aaren") == "within 5 seconds, Karen"


@pytest.mark.parametrize("text", ["Where is it?", "it came , .", "ok ?", "?", " . ", "well-known.", "no end", "so.."])
def test_a_text_with_one_end_is_cut_as_any_other(text: str) -> None:
    cut = [text[span.start : span.end] for span in sentences(f"{text}\nmore")][:-1]
    assert [text[span.start : span.end] for span in sentences(text)] == cut


@pytest.mark.parametrize(
    "text", ["Your visit to Dr. Hale is moved", "Please ask Mrs. Potts", "mr. Lee called", "I am Ms. Ortiz"]
)
def test_a_title_ends_no_sentence(text: str) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == [text]


@pytest.mark.parametrize(
    "text", ["He took the items. Then he left", "We checked the alarms. They ring", "Wait... what"]
)
def test_a_word_that_ends_like_a_title_does(text: str) -> None:
    assert len(sentences(text)) == 2
