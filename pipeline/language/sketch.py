"""A small print of a text, by which a copy with other names and numbers is known again."""

import re
from itertools import pairwise
from zlib import crc32

from pipeline.domain.cues import SKETCH_SIZE

SHORTEST = 20
"""Characters: a shorter text says nothing by being said twice."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
# Small words are what changes when a sentence is said again a little differently.
_SMALL = frozenset(
    (
        "a", "an", "the", "this", "that", "these", "those", "your", "our", "my", "their", "its", "his",
        "her", "any", "each", "every", "all", "some", "such", "i", "we", "you", "they", "he", "she", "it",
        "me", "us", "them", "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had",
        "do", "does", "did", "will", "would", "shall", "should", "can", "could", "may", "might", "must",
        "to", "of", "in", "on", "upon", "at", "by", "for", "with", "from", "as", "and", "or", "but", "so", "then",
        "now", "just", "please", "kindly", "also", "again", "once", "more", "very", "really", "i'm",
        "we're", "you're", "i've", "we've",
    )
)  # fmt: skip


def sketch(text: str) -> tuple[int, ...]:
    """The ``SKETCH_SIZE`` smallest 32-bit hashes of the pairs of telling words, sorted; empty for short texts."""
    if len(" ".join(text.split())) < SHORTEST:
        return ()
    spoken = _WORD.findall(text.lower())
    words = ["0" if w[0].isdigit() else w for w in spoken if w not in _SMALL]
    pairs = {crc32(f"{a} {b}".encode()) for a, b in pairwise(words)}
    return tuple(sorted(pairs)[:SKETCH_SIZE])
