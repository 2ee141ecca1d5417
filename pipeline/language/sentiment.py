"""VADER, for texts of any length."""

from functools import cache, lru_cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LONGEST = 600
"""Characters read: the cost grows with the square of the length, and a chat message is shorter."""


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


# Two measures of one message ask for it.
@lru_cache(maxsize=4)
def polarity(ready: str) -> tuple[float, float, float]:
    """Shares of negative and positive words (0-1) and the compound score (-1 to 1)."""
    scores = _analyzer().polarity_scores(ready[:LONGEST])
    return scores["neg"], scores["pos"], scores["compound"]
