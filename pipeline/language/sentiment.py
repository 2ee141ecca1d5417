"""VADER's polarity of a text: the same rules and lexicon, bit for bit, at a fraction of the cost.

The package looks every word up anew for each of its rules; here a word is looked at once and remembered. Its lexicon,
boosters, negations and constants are taken from the installed package, against which the tests hold every result.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import fabs, sqrt

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    SPECIAL_CASES,
)

from pipeline.language.vader_words import UNFELT, WORDS, Word, analyzer

LONGEST = 600
"""Characters read: a chat message is shorter."""
_MOST_EXCLAIMING, _MOST_ASKING = 4, 3
FARTHEST = 2
_DISTANCE = (1.0, 0.95, 0.9)
"""How much a booster counts one, two, three words ahead."""


# Two measures of one message ask for it.
@lru_cache(maxsize=4)
def polarity(ready: str) -> tuple[float, float, float]:
    """Shares of negative and positive words (0-1) and the compound score (-1 to 1)."""
    text = ready[:LONGEST]
    if not text.isascii():
        text = _described(text)
    tokens = text.split()
    if UNFELT.issuperset(tokens):
        return 0.0, 0.0, 0.0
    words = list(map(WORDS.__getitem__, tokens))
    felt = [i for i, word in enumerate(words) if word.valence is not None]
    loud = sum([word.capitals for word in words])
    differs = 0 < loud < len(words)
    sentiments = [_valence(words, i, differs=differs) for i in felt]
    if "but" in text.lower():
        sentiments = _turned(words, felt, sentiments)
    return _scores(sentiments, len(words), _emphasis(text))


def _described(text: str) -> str:
    """The text with the names of its emojis in their place."""
    emojis = analyzer().emojis
    if emojis.keys().isdisjoint(text):
        return text
    pieces: list[str] = []
    spaced = True
    for character in text:
        name = emojis.get(character)
        if name is None:
            pieces.append(character)
            spaced = character == " "
        else:
            pieces += (name,) if spaced else (" ", name)
            spaced = False
    return "".join(pieces)


def _valence(words: Sequence[Word], i: int, *, differs: bool) -> float:
    """What one word of the lexicon says where it stands; ``differs``: some words are in capitals, some are not."""
    word = words[i]
    valence = word.valence or 0.0
    after = words[i + 1] if i + 1 < len(words) else None
    one, two, three = (words[i - n] if i >= n else None for n in (1, 2, 3))
    if word.lower == "kind" and after is not None and after.lower == "of":
        return 0.0
    if word.lower == "no" and after is not None and analyzer().lexicon.get(after.lower) is not None:
        valence = 0.0
    if (
        (one is not None and one.lower == "no")
        or (two is not None and two.lower == "no")
        or (three is not None and three.lower == "no" and one is not None and one.lower in {"or", "nor"})
    ):
        valence = (word.valence or 0.0) * N_SCALAR
    if word.capitals and differs:
        valence += C_INCR if valence > 0 else -C_INCR
    for distance, before in enumerate((one, two, three)):
        if before is None or before.valence is not None:
            continue
        if before.boost:
            boost = before.boost if valence >= 0 else -before.boost
            if before.capitals and differs:
                boost += C_INCR if valence > 0 else -C_INCR
            valence += boost * _DISTANCE[distance] if distance and boost else boost
        valence = _negated(valence, distance, one, two, three)
        if distance == FARTHEST:
            valence = _idiom(valence, words, i)
    return _least(valence, one, two)


def _negated(valence: float, distance: int, one: Word | None, two: Word | None, three: Word | None) -> float:
    """What a negation one, two or three words ahead leaves of it; "never so" adds, "without doubt" takes nothing."""
    near = one.lower if one is not None else ""
    if distance == 0:
        return valence * N_SCALAR if one is not None and one.negates else valence
    if two is None:
        return valence
    if distance == 1:
        far, never, doubt = two, two.lower == "never" and near in _SO, near == "doubt"
    elif three is not None:
        far = three
        never = (three.lower == "never" and two.lower in _SO) or near in _SO
        doubt = "doubt" in {two.lower, near}
    else:
        return valence
    if never:
        return valence * _NEVER
    if far.lower == "without" and doubt:
        return valence
    return valence * N_SCALAR if far.negates else valence


_SO = frozenset({"so", "this"})
_NEVER = 1.25


def _idiom(valence: float, words: Sequence[Word], i: int) -> float:
    """The valence of a special case that the word stands in, and what boosters of two words add."""
    three, two, one, zero = [word.lower for word in words[i - 3 : i + 1]]
    before = (f"{one} {zero}", f"{two} {one} {zero}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    special = SPECIAL_CASES
    for said in before:
        if said in special:
            valence = special[said]
            break
    after = [word.lower for word in words[i + 1 : i + 3]]
    for length in range(1, len(after) + 1):
        valence = special.get(" ".join([zero, *after[:length]]), valence)
    for said in (before[3], before[4], before[2]):
        if said in BOOSTER_DICT:
            valence += BOOSTER_DICT[said]
    return valence


def _least(valence: float, one: Word | None, two: Word | None) -> float:
    if one is None or one.lower != "least" or one.valence is not None:
        return valence
    return valence if two is not None and two.lower in {"at", "very"} else valence * N_SCALAR


def _turned(words: Sequence[Word], felt: Sequence[int], said: list[float]) -> list[float]:
    """Half before the first "but", half as much again after it; of equal ones the package only ever finds the first."""
    lower = [word.lower for word in words]
    if "but" not in lower:
        return said
    at = lower.index("but")
    sentiments = [0.0] * len(words)
    for i, sentiment in zip(felt, said, strict=True):
        sentiments[i] = sentiment
    for sentiment in sentiments:
        i = sentiments.index(sentiment)
        if i != at:
            sentiments[i] = sentiment * (0.5 if i < at else 1.5)
    return sentiments


def _emphasis(text: str) -> float:
    exclaiming = min(text.count("!"), _MOST_EXCLAIMING) * 0.292
    asking = text.count("?")
    if asking > _MOST_ASKING:
        return exclaiming + 0.96
    return exclaiming + (asking * 0.18 if asking > 1 else 0)


def _scores(sentiments: Sequence[float], words: int, emphasis: float) -> tuple[float, float, float]:
    """The scores of a text of so many words, of which those not among ``sentiments`` say nothing."""
    if not words:
        return 0.0, 0.0, 0.0
    total = float(sum(sentiments))
    if total:
        total += emphasis if total > 0 else -emphasis
    positive = negative = 0.0
    neutral = words
    for sentiment in sentiments:
        if sentiment > 0:
            positive += sentiment + 1
            neutral -= 1
        elif sentiment < 0:
            negative += sentiment - 1
            neutral -= 1
    if positive > -negative:
        positive += emphasis
    elif positive < -negative:
        negative -= emphasis
    whole = positive + fabs(negative) + neutral
    compound = max(-1.0, min(1.0, total / sqrt(total * total + _ALPHA)))
    return round(fabs(negative / whole), 3), round(fabs(positive / whole), 3), round(compound, 4)


_ALPHA = 15
"""What draws the compound score of few words towards nought."""
