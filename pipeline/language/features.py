"""What an act is learned from: words, their character n-grams, and each two neighbours, hashed.

A word stands for itself and for its n-grams. Where an act hangs on the order of words ("it is not back", "is it back"),
each two neighbours stand for themselves, too.
"""

import re
import zlib
from functools import lru_cache
from math import sqrt

SHORTEST, LONGEST = 3, 5
"""Letters of an n-gram."""
LONG = 25
"""Words from which on only their mean counts: what little each adds would make any long text an act."""
EDGE = "|"
"""Stands before the first word and after the last, in pairs."""

Pair = tuple[str, str]

_INSIDE = zlib.crc32(b"#")
_NUMBER = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[?!]|[^\x00-\x7f]")


# A message is asked about several acts in a row.
@lru_cache(maxsize=4)
def words(ready: str) -> tuple[str, ...]:
    """The words of a prepared text, in lower case; marks that show feeling are words too, and all numbers are ``0``."""
    return tuple(_TOKEN.findall(_NUMBER.sub("0", ready.lower())))


def pairs(found: tuple[str, ...]) -> tuple[Pair, ...]:
    """Each two neighbours among words and their edges."""
    return tuple(zip((EDGE, *found), (*found, EDGE), strict=True))


def whole(word: str | Pair) -> int:
    """The hash, of 32 bits, of a word or a pair itself."""
    return zlib.crc32((word if isinstance(word, str) else " ".join(word)).encode())


def parts(word: str) -> list[int]:
    """The hashes of a word's n-grams, each as if ``#`` stood before it; none for a short word.

    Each counts 1 / sqrt(their number).
    """
    if len(word) <= SHORTEST:
        return []
    edged, crc32, size = f"<{word}>".encode(), zlib.crc32, len(word) + 2
    return [
        crc32(edged[at : at + length], _INSIDE)
        for length in range(SHORTEST, LONGEST + 1)
        for at in range(size - length + 1)
    ]


def share(count: int) -> float:
    """What each of so many words of a text counts, 0-1."""
    return 1.0 / max(sqrt(count), count / sqrt(LONG))
