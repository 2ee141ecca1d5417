"""How badly one customer message says that things are going, 0-1."""

from collections.abc import Sequence
from math import exp

from pipeline.language.matcher import Hit
from pipeline.language.sentiment import polarity


def distress(ready: str, hits: Sequence[Hit]) -> float:
    """VADER's polarity plus the weights of the cues found, through a logistic curve."""
    negative, positive, compound = polarity(ready)
    weights = {hit.rule.name: hit.rule.weight for hit in hits}
    z = -1.6 - 1.2 * compound + 1.5 * negative - 0.5 * positive + sum(weights.values())
    return 1.0 / (1.0 + exp(-z))
