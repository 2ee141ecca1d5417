"""A small print of a text, by which a copy with other names and numbers is known again."""

import re
from zlib import crc32

SIZE = 24
"""Hashes kept: bottom-k sampling estimates the share of common word pairs to about +-0.1."""
SHORTEST = 20
"""Characters: a shorter text says nothing by being said twice."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")


def sketch(text: str) -> tuple[int, ...]:
    """The ``SIZE`` smallest 32-bit hashes of the word pairs, sorted; empty for short texts."""
    if len(text.strip()) < SHORTEST:
        return ()
    words = ["0" if w[0].isdigit() else w for w in _WORD.findall(text.lower())]
    pairs = {crc32(f"{a} {b}".encode()) for a, b in zip(words, words[1:], strict=False)}
    return tuple(sorted(pairs)[:SIZE])
