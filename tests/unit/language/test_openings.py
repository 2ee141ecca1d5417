"""With what a text must open for a pattern that is bound to its beginning."""

import pytest

from pipeline.language.openings import opening
from pipeline.language.readings import TOKEN
from pipeline.language.telling import EDGE, OPENS_PIECE, OPENS_TEXT


def words(pattern: str) -> list[str] | None:
    found = opening(tuple(TOKEN.findall(pattern)))
    return None if found is None else sorted(atom[1:].replace(EDGE, "|") for atom in found)


@pytest.mark.parametrize(
    ("pattern", "opened"),
    [
        (r"^\W*(?:ok |so )*sure\b", ["ok|", "so|", "sure|"]),
        (r"^(?:hi+|hey)(?: there)?,", ["hey|", "hi"]),
        (r"^it'?s\b", ["its|", "it|"]),
        (r"^now\s", ["now|"]),
        (r"^colou?r$", ["color|", "colour|"]),
        (r"(?:^a\b|^b)", ["a|", "b"]),
    ],
)
def test_the_first_words(pattern: str, opened: list[str]) -> None:
    assert words(pattern) == opened


@pytest.mark.parametrize(
    "pattern", [r"\bok", r"^\w+ ok", r"^ok|so", r"^(?:ok)?", r"(?:^|\s)ok", r"^.ok", r"(?:^|,)?ok"]
)
def test_a_pattern_that_any_word_may_open(pattern: str) -> None:
    assert words(pattern) is None


def test_a_text_opens_with_its_first_word_and_a_piece_after_a_sign() -> None:
    whole, piece = opening(("^", "ok")), opening(("(?:", "^", "|", "[.,]", ")", "ok"))
    assert whole == frozenset({OPENS_TEXT + "ok"})
    assert piece == frozenset({OPENS_PIECE + "ok"})
