"""What patterns miss: a small logistic regression for each act, on the words of a message.

A word stands for itself and for its character n-grams, hashed; a weight is one byte. Where an act hangs on the order of
words ("it is not back", "is it back"), each two neighbours stand for themselves, too. A word or a pair always adds the
same to an act, so that it is looked up once and then remembered: a text costs its words, not their n-grams.
``tests/learning/train.py`` makes the models; NOTICE names the data behind ``distress``.
"""

import re
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from math import sqrt

import msgspec
from msgspec import Struct

ZERO = 128
"""The byte of a weight of nought."""
SHORTEST, LONGEST = 3, 5
"""Letters of an n-gram."""
REMEMBERED = 1 << 15
"""Distinct words and pairs of an act; with more, all are forgotten and looked up again."""
EDGE = "|"
"""Stands before the first word and after the last, in pairs."""

_INSIDE = zlib.crc32(b"#")
_NUMBER = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[?!]|[^\x00-\x7f]")


# A message is asked about several acts in a row.
@lru_cache(maxsize=4)
def words(ready: str) -> tuple[str, ...]:
    """The words of a prepared text, in lower case; marks that show feeling are words too, and all numbers are ``0``."""
    return tuple(_TOKEN.findall(_NUMBER.sub("0", ready.lower())))


@lru_cache(maxsize=4)
def pairs(ready: str) -> tuple[str, ...]:
    """Each two neighbours among the words of a prepared text and its edges, with a space between."""
    found = words(ready)
    return tuple(map(" ".join, zip((EDGE, *found), (*found, EDGE), strict=True)))


def features(word: str) -> Iterator[tuple[int, float]]:
    """What stands for a word, as 32-bit hashes, and how much each counts; a pair stands for itself alone."""
    yield zlib.crc32(word.encode()), 1.0
    if " " not in word:
        parts = _parts(word)
        for number in parts:
            yield number, 1.0 / sqrt(len(parts))


# Each act of a message asks for the same new words.
@lru_cache(maxsize=64)
def _parts(word: str) -> tuple[int, ...]:
    """The hashes of a word's n-grams, each as if ``#`` stood before it; none for a short word."""
    if len(word) <= SHORTEST:
        return ()
    edged, crc32, size = f"<{word}>".encode(), zlib.crc32, len(word) + 2
    return tuple(
        [
            crc32(edged[at : at + length], _INSIDE)
            for length in range(SHORTEST, LONGEST + 1)
            for at in range(size - length + 1)
        ]
    )


LONG = 25
"""Words from which on only their mean counts: what little each adds would make any long text an act."""


class Model(Struct, frozen=True, omit_defaults=True):
    """The regression of one act, as it is kept."""

    bias: float
    scale: float
    """Of one step of a byte."""
    weights: bytes
    """One byte a bucket; a hash's bucket is its remainder."""
    believed: float = 0.0
    """The log-odds from which on the act is taken as done."""
    pairs: bool = False
    """Whether pairs of words count, too."""

    def packed(self) -> bytes:
        """The model as a file holds it."""
        return zlib.compress(msgspec.msgpack.encode(self), 9)


class Learned:
    """One act, as it is told from words. Not shared between threads."""

    def __init__(self, model: Model) -> None:
        """Take the model; nothing is computed before a word is met."""
        self.believed = model.believed
        self._bias = model.bias
        self._pairs = model.pairs
        self._adds = _Adds(model)

    def odds(self, ready: str) -> float:
        """Log-odds of the act, by the words of a prepared text alone."""
        found = words(ready)
        if not found:
            return self._bias
        adds = self._adds
        if len(adds) > REMEMBERED:
            adds.clear()
        told = sum(map(adds.__getitem__, found))
        if self._pairs:
            told += sum(map(adds.__getitem__, pairs(ready)))
        return self._bias + told / max(sqrt(len(found)), len(found) / sqrt(LONG))


class _Adds(dict[str, float]):
    """What each word adds."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, word: str) -> float:
        weights, buckets = self._model.weights, len(self._model.weights)
        steps = sum([(weights[number % buckets] - ZERO) * counts for number, counts in features(word)])
        self[word] = adds = self._model.scale * steps
        return adds


@cache
def shipped(act: str) -> Learned:
    """The act of this name as it comes with Makegood."""
    packed = (resources.files("pipeline.language") / "models" / f"{act}.bin").read_bytes()
    return Learned(msgspec.msgpack.decode(zlib.decompress(packed), type=Model))
