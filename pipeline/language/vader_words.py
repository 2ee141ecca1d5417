"""The words of a text as VADER's rules see them, each looked up once and remembered."""

import string
from functools import cache

from msgspec import Struct
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer

REMEMBERED = 1 << 14
"""Words that are kept; with more, all are forgotten and looked up again."""
LONG = 40
"""Characters from which on a word is not kept."""

_FACE = 2
"""Signs: what is left of a word without its punctuation must be longer, or it is a face and stays whole."""


class Word(Struct, frozen=True, gc=False):
    """A word as the rules see it."""

    lower: str
    valence: float | None
    """``None`` where the lexicon does not know it."""
    boost: float
    """Nought for what is no booster."""
    negates: bool
    capitals: bool


@cache
def analyzer() -> SentimentIntensityAnalyzer:
    """The package with its lexicon, read once."""
    return SentimentIntensityAnalyzer()


class Words(dict[str, Word]):
    """Words as they stand between spaces, looked up once."""

    def __missing__(self, token: str) -> Word:
        stripped = token.strip(string.punctuation)
        shown = token if len(stripped) <= _FACE else stripped
        lower = shown.lower()
        boost = BOOSTER_DICT.get(lower, 0.0)
        word = Word(
            lower=lower,
            valence=None if boost else analyzer().lexicon.get(lower),
            boost=boost,
            negates=lower in _NEGATING or "n't" in lower,
            capitals=shown.isupper(),
        )
        if len(token) < LONG:
            if len(self) >= REMEMBERED:
                self.clear()
                UNFELT.clear()
            self[token] = word
            if word.valence is None:
                UNFELT.add(token)
        return word


_NEGATING = frozenset(NEGATE)
WORDS = Words()
UNFELT: set[str] = set()
"""Those of the words that the lexicon does not know."""
