"""What patterns miss: a small logistic regression for each act, on the words of a message.

A weight is one byte. A word or a pair of words always adds the same to an act, so that it is looked up once and then
remembered: a text costs its words, not their n-grams. What one adds to all acts of a speaker lies side by side in one
integer, so that six acts cost what one does. ``tests/learning/train.py`` makes the models; NOTICE names the data behind
``distress``.
"""

import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import sqrt
from typing import Generic, TypeVar
from zlib import crc32

import msgspec
from msgspec import Struct, structs

from pipeline.language.features import Pair, pairs, parts, share, whole, words

Token = TypeVar("Token", str, Pair)

ZERO = 128
"""The byte of a weight of nought."""
REMEMBERED = 1 << 15
"""Distinct words, and pairs, of a speaker; with more, all are forgotten and looked up again."""
LONGEST_REMEMBERED = 40
"""Letters of a word, twice as many of a pair. Longer ones come once; kept, they would fill the memory."""


class Model(Struct, frozen=True, omit_defaults=True):
    """The regression of one act, as it is kept."""

    bias: float
    scale: float
    """Of one step of a byte."""
    weights: bytes
    """One byte a bucket; a hash's bucket is its remainder. As many as a power of two."""
    believed: float = 0.0
    """The log-odds from which on the act is taken as done."""
    pairs: bool = False
    """Whether pairs of words count, too."""

    def packed(self) -> bytes:
        """The model as a file holds it."""
        return zlib.compress(msgspec.msgpack.encode(self), 9)


RULED_OUT = -3.5
"""Log-odds by single words below which no pairs are asked: seven of ten messages, one in two hundred of the acts."""

# An act's field of a sum: a byte's step, its fraction of 16 bits, and room for every token of the longest text.
_FIELD = 6
_FRACTION = 16
_ONE = 1 << _FRACTION
# Keeps each field positive: no token takes away as much.
_LIFT = 1 << 31


class Learned:
    """The acts of one speaker, as they are told from words."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        """Take the models; nothing is computed before a word is met."""
        every = list(models.values())
        self._acts = {name: (at, *_constants(model)) for at, (name, model) in enumerate(models.items())}
        self._words = _OfWords(every)
        silent = [model if model.pairs else structs.replace(model, weights=bytes([ZERO])) for model in every]
        self._pairs = _OfPairs(silent)
        self._last = _Told("", (), b"")

    def odds(self, act: str, ready: str) -> float:
        """Log-odds of an act, by the words of a prepared text alone."""
        last = self._last  # threads may share this: each goes on with what it took
        if ready != last.ready:
            found = words(ready)
            last = self._last = _Told(ready, found, self._fields(self._words.total(found)))
        at, bias, scale, paired = self._acts[act]
        count = len(last.found)
        if not count:
            return bias
        each = scale * share(count)
        told = bias + each * (_field(last.by_words, at) - count * _LIFT)
        if not paired or told < RULED_OUT:
            return told
        if not last.by_both:
            total = self._words.total(last.found) + self._pairs.total(pairs(last.found))
            last.by_both = self._fields(total)
        return bias + each * (_field(last.by_both, at) - (2 * count + 1) * _LIFT)

    def _fields(self, total: int) -> bytes:
        return total.to_bytes(_FIELD * len(self._acts), "little")


class _Told:
    """What the last text adds to each act: by its words, and, once somebody asks, with their pairs."""

    __slots__ = ("by_both", "by_words", "found", "ready")

    def __init__(self, ready: str, found: tuple[str, ...], by_words: bytes) -> None:
        self.ready, self.found, self.by_words, self.by_both = ready, found, by_words, b""


def _constants(model: Model) -> tuple[float, float, bool]:
    return model.bias, model.scale / _ONE, model.pairs


def _field(fields: bytes, at: int) -> int:
    return int.from_bytes(fields[at * _FIELD : (at + 1) * _FIELD], "little")


class _Adds(dict[Token, int], Generic[Token]):
    """What each token adds to each act: a field an act, lifted."""

    def __init__(self, models: Sequence[Model]) -> None:
        super().__init__()
        self._buckets = max(len(model.weights) for model in models)
        self._size = _FIELD * len(models)
        table = bytearray(self._buckets * self._size)
        for at, model in enumerate(models):
            table[at * _FIELD :: self._size] = model.weights * (self._buckets // len(model.weights))
        self._table = bytes(table)
        self._unit = sum(1 << 8 * _FIELD * at for at in range(len(models)))
        self._lift = (_LIFT - ZERO * _ONE) * self._unit

    def total(self, tokens: Sequence[Token]) -> int:
        """What all of them add."""
        if len(self) > REMEMBERED:
            self.clear()
        return sum(map(self.__getitem__, tokens))

    def _steps(self, number: int) -> int:
        at = number % self._buckets * self._size
        return int.from_bytes(self._table[at : at + self._size], "little")


class _OfWords(_Adds[str]):
    def __missing__(self, word: str) -> int:
        adds = self._steps(whole(word)) * _ONE + self._lift
        if shared := parts(word):
            each = round(_ONE / sqrt(len(shared)))
            adds += (sum(map(self._steps, shared)) - ZERO * len(shared) * self._unit) * each
        if len(word) <= LONGEST_REMEMBERED:
            self[word] = adds
        return adds


class _OfPairs(_Adds[Pair]):
    # Most pairs of a text are new, few of its words: this is written out.
    def __missing__(self, pair: Pair) -> int:
        at = crc32(" ".join(pair).encode()) % self._buckets * self._size
        adds = (int.from_bytes(self._table[at : at + self._size], "little") << _FRACTION) + self._lift
        if len(pair[0]) + len(pair[1]) <= 2 * LONGEST_REMEMBERED:
            self[pair] = adds
        return adds


GROUPS = (
    ("action", "empathy", "refusal", "authority", "handoff", "promise"),
    ("distress", "problem", "closing", "over", "denial"),
    ("consoling",),
)
"""What is asked of the same texts."""


class Act:
    """One act, as it comes with Makegood."""

    def __init__(self, name: str) -> None:
        """``name``: of a file in ``models``."""
        self._name = name
        self._group = _group(next(names for names in GROUPS if name in names))
        self.believed = model(name).believed

    def odds(self, ready: str) -> float:
        """Log-odds of the act, by the words of a prepared text alone."""
        return self._group.odds(self._name, ready)


shipped = cache(Act)


@cache
def _group(names: tuple[str, ...]) -> Learned:
    return Learned({name: model(name) for name in names})


@cache
def model(act: str) -> Model:
    """The model of this name as it comes with Makegood."""
    packed = (resources.files("pipeline.language") / "models" / f"{act}.bin").read_bytes()
    return msgspec.msgpack.decode(zlib.decompress(packed), type=Model)
