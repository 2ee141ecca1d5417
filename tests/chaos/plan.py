"""Which faults, in which order: the seed says."""

from collections.abc import Mapping, Sequence
from random import Random

from tests.chaos.faults import FAULTS

EACH = 10
"""How often the long run brings every fault. kill -9 comes twice as often; two more kill two workers each."""
A_ROUND = 10
"""Faults on one stage before it is compared."""


def long_run(seed: int) -> list[list[str]]:
    """Rounds of faults."""
    return rounds(seed, dict.fromkeys(FAULTS, EACH) | {"kill -9": 2 * EACH})


def short_run(seed: int) -> list[list[str]]:
    """Every fault once, and some more kills."""
    return rounds(seed, dict.fromkeys(FAULTS, 1) | {"kill -9": 3})


def rounds(seed: int, times: Mapping[str, int]) -> list[list[str]]:
    """So many of each, shuffled, cut into rounds."""
    names: Sequence[str] = [name for name, number in times.items() for _ in range(number)]
    shuffled = Random(seed).sample(names, len(names))
    return [shuffled[start : start + A_ROUND] for start in range(0, len(shuffled), A_ROUND)]
