"""Where distress is high in one's own chats: thresholds do not carry over from other people's."""

from collections.abc import Sequence

from msgspec import structs

from pipeline.domain.rules import Rules

CALM, HIGH, SEVERE = 0.60, 0.90, 0.97
"""Shares of customer messages after which distress lies below each threshold."""
FEWEST = 200
"""Messages; of fewer the default thresholds say more than the quantiles."""
_BOUNDS = {"distress_calm": (0.25, 0.5), "distress_high": (0.45, 0.8), "distress_severe": (0.6, 0.95)}


def with_quantiles(rules: Rules, levels: Sequence[float]) -> Rules:
    """The rules with thresholds for these levels of smoothed distress, kept within bounds and in their order."""
    if len(levels) < FEWEST:
        return rules
    ranked = sorted(levels)
    found = {
        name: _within(_BOUNDS[name], ranked[round(share * (len(ranked) - 1))])
        for name, share in (("distress_calm", CALM), ("distress_high", HIGH), ("distress_severe", SEVERE))
    }
    return structs.replace(rules, **found)


def _within(bounds: tuple[float, float], value: float) -> float:
    low, high = bounds
    return round(min(max(value, low), high), 3)
