"""What patterns miss: one small logistic regression for each act, on word pairs and on the cues found.

Trained by ``tests/learning/train.py`` on lines written for this project; the weights are bytes, 32 kB an act.
"""

import zlib
from collections.abc import Iterable
from importlib import resources
from math import exp, sqrt
from typing import Self

import msgspec
from msgspec import Struct

from pipeline.language.lexicon import Speaker
from pipeline.language.ngrams import buckets

ZERO = 128
"""The byte of a weight of nought."""


FEW_WORDS = 7
SURE = 0.6
"""The chance asked of a text of fewer words: one telling pair weighs too much in it."""


class Act(Struct, frozen=True):
    """One act: how it is told from a text, and from which chance on it is believed."""

    name: str
    bias: float
    scale: float
    """Of one step of a byte."""
    weights: bytes
    """One byte a bucket."""
    cues: dict[str, float]
    """What each cue adds."""
    threshold: float
    """The chance (0-1) from which on the act is taken as done."""

    def chance(self, found: frozenset[int], cues: Iterable[str]) -> float:
        """How likely (0-1) a text with these buckets and cues does it."""
        weights = self.weights
        total = sum([weights[i] for i in found]) - ZERO * len(found)
        z = self.bias + self.scale * total / (sqrt(len(found)) or 1.0)
        z += sum([self.cues.get(cue, 0.0) for cue in cues])
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, z))))


class Learned(Struct, frozen=True):
    """The acts of one speaker."""

    acts: tuple[Act, ...]

    @classmethod
    def shipped(cls, speaker: Speaker) -> Self:
        """The model that comes with Makegood."""
        packed = (resources.files("pipeline.language") / "models" / f"{speaker}.bin").read_bytes()
        return msgspec.msgpack.decode(zlib.decompress(packed), type=cls)

    def packed(self) -> bytes:
        """The model as a file holds it."""
        return zlib.compress(msgspec.msgpack.encode(self), 9)

    def chance(self, name: str, ready: str, cues: Iterable[str]) -> float:
        """How likely (0-1) a prepared text does the act of this name; a half where it was never learned."""
        act = next((act for act in self.acts if act.name == name), None)
        return 0.5 if act is None else act.chance(buckets(ready), _in_order(cues))

    def believed(self, ready: str, cues: Iterable[str]) -> list[str]:
        """The names of the acts that a prepared text does, by what was learned."""
        found = buckets(ready)
        named = _in_order(cues)
        sure = SURE if len(ready.split()) < FEW_WORDS else 0.0
        return [act.name for act in self.acts if act.chance(found, named) >= max(act.threshold, sure)]


def _in_order(cues: Iterable[str]) -> list[str]:
    """Each cue once, always in the same order: a sum of floats depends on it, and the order of a set on the process."""
    return sorted(set(cues))
