"""Quotes: words of a text that leave with their secrets hidden."""

from collections.abc import Sequence
from typing import TypeAlias

Secret: TypeAlias = tuple[int, int, str]
"""Start and end in the text, in characters, and its kind."""

LONGEST = 160
"""Characters of a quote."""


def shown(text: str, secrets: Sequence[Secret], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]``, each secret in it, or part of one, replaced by its kind in brackets.

    ``secrets`` are those of the whole text, in order and apart: half a number would be no number any more.
    """
    stop = len(text) if end is None else end
    if not secrets:
        return text[start:stop]
    parts: list[str] = []
    for first, last, kind in secrets:
        if last <= start or first >= stop:
            continue
        parts += (text[start : max(first, start)], f"[{kind}]")
        start = last
    return "".join((*parts, text[start:stop])) if start < stop else "".join(parts)


def quote(
    text: str, secrets: Sequence[Secret], start: int = 0, end: int | None = None, shows: tuple[int, int] | None = None
) -> str:
    """The same on one line, at most ``LONGEST`` characters.

    ``shows``: start and end in the text of the words that matter. Where they stand too far back, what surrounds them
    is quoted instead of the beginning.
    """
    words = _line(shown(text, secrets, start, end))
    if len(words) <= LONGEST:
        return words
    # What is masked shifts the places; up to any place the masked text begins like the whole.
    first, last = (len(_line(shown(text, secrets, start, place))) for place in shows or (start, start))
    if last < LONGEST:
        return words[: LONGEST - 1] + "…"
    begin = max(first - max(LONGEST - (last - first), 0) // 2, 0)
    if len(words) - begin < LONGEST:
        return "…" + _from(words, len(words) - LONGEST + 1, first)
    around = "…" + _from(words, begin, first)
    return around if len(around) <= LONGEST else around[: LONGEST - 1] + "…"


def _line(text: str) -> str:
    return " ".join(text.split())


def _from(words: str, begin: int, first: int) -> str:
    """``words`` from ``begin`` on, or from the next word that begins not behind ``first``."""
    space = words.find(" ", begin - 1, first) if begin else -1
    return words[space + 1 if space >= 0 else begin :]
