"""RE2's own search, called below the library's match objects; these fail when google-re2 changes under it."""

import re2

from pipeline.language.patterns import FROM_START, compiled

NAME = "action.done"


def test_a_search_tells_where_the_whole_pattern_stands_in_bytes() -> None:
    text = "é refunded".encode()
    assert compiled(NAME, "refund(ed)")(FROM_START, text, 0, len(text))[1] == (3, 11)


def test_a_search_that_finds_nothing_says_minus_one() -> None:
    assert compiled(NAME, "refunded")(FROM_START, b"nothing", 0, 7)[1] == (-1, -1)


def test_a_search_keeps_to_the_part_that_it_is_given_and_ignores_case() -> None:
    text = b"Refunded, refunded"
    assert compiled(NAME, "refunded")(FROM_START, text, 1, len(text))[1] == (10, 18)


def test_the_search_finds_what_the_public_call_finds() -> None:
    text, pattern = b"we have just refunded it", r"\bjust \w+ed\b"
    match = re2.compile(pattern.encode()).search(text)
    assert match is not None
    assert compiled(NAME, pattern)(FROM_START, text, 0, len(text))[1] == match.span()
