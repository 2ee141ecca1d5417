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


def quote(text: str, secrets: Sequence[Secret], start: int = 0, end: int | None = None) -> str:
    """The same on one line, at most ``LONGEST`` characters."""
    words = " ".join(shown(text, secrets, start, end).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
