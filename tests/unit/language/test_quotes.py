"""A quote holds the words that caused the step, wherever in a long message they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.events import Role
from pipeline.language.quotes import LONGEST, quote, shown
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets

READER = Reader(secrets)
RAMBLING = (
    "hello there i ordered a pair of shoes from you three weeks ago for my cousin and she has a party on saturday and "
    "since then nobody rang and i really do not know what else to tell you "
)


@pytest.mark.parametrize(
    ("cue", "words", "role"),
    [
        ("vulnerable", "my dad has no insulin left", "customer"),
        ("senior", "now i want to speak to a manager", "customer"),
        ("threat.legal", "i will take you to court", "customer"),
    ],
)
@pytest.mark.parametrize("rest", ["", " and the pharmacy is closed" * 8])
def test_the_words_that_show_a_cue_are_quoted(cue: str, words: str, role: Role, rest: str) -> None:
    quotes = [c.quote for c in READER.read(RAMBLING + words + rest, role).cues if c.name.startswith(cue)]
    assert quotes
    for found in quotes:
        assert words in found
        assert len(found) <= LONGEST
        assert found.startswith("…")
        assert found.endswith("…") is bool(rest)


def test_a_window_begins_with_a_whole_word() -> None:
    text = RAMBLING + "i will take you to court"
    found = quote(text, [], 0, None, (len(RAMBLING), len(text)))
    assert f" {found[1:]}" in text


def test_what_stands_near_the_beginning_is_quoted_from_the_beginning() -> None:
    text = "i will take you to court " + RAMBLING
    assert quote(text, [], 0, None, (0, 24)) == text[: LONGEST - 1] + "…"


def test_a_secret_before_the_words_is_hidden_and_shifts_them() -> None:
    text = "my card is 4111 1111 1111 1111 and " + RAMBLING + "my mail is jane.doe@example.com i will take you to court"
    at = text.index("i will")
    found = quote(text, secrets(text), 0, None, (at, len(text)))
    assert found.endswith("my mail is [email] i will take you to court")
    assert "4111" not in found


@given(st.text("ab 1@.", max_size=400), st.integers(0, 400), st.integers(0, 60), st.integers(0, 400))
def test_a_quote_is_a_stretch_of_the_masked_text_with_the_words_that_matter(
    text: str, start: int, size: int, secret: int
) -> None:
    hidden = [(secret, min(secret + 9, len(text)), "number")] if secret < len(text) else []
    start = min(start, len(text))
    end = min(start + size, len(text))
    found = quote(text, hidden, 0, None, (start, end))
    assert len(found) <= LONGEST
    assert found.strip("…") in " ".join(shown(text, hidden).split())
    if not hidden or end <= secret or start >= hidden[0][1]:
        assert " ".join(text[start:end].split()) in found
