"""How badly one customer message says that things are going, 0-1.

A logistic curve over VADER's scores, the look of the text and the cues found in it. .5 means that
a reader would call the customer distressed; from .6 on distress is high; a calm statement of a
problem lies between .3 and .45, a plain question or an answer to the agent's below .3.

Where the constants come from: one regression with soft targets, signs held fixed and floors under
the plain complaints and the strongest words, over half of
the Twitter US Airline tweets (CC BY-NC-SA 4.0), GoEmotions (Apache-2.0), half of EDOS (CC BY 4.0),
customer turns of tau-bench and ABCD as calm ones (both MIT), and 187 graded lines of our own that
count twice as much as all the rest and set the level. The weights of the cues stand in their lexicons.
The curve was then steepened by 1.3 about a calm complaint, so that both ends are used.
"""

from collections.abc import Sequence
from math import exp, log1p

from pipeline.language.matcher import Hit
from pipeline.language.sentiment import polarity

FIT_AUC = 0.86
"""Share of pairs in the right order, held-out airline tweets; VADER's compound alone has .77."""

_BASE = -2.24
_NEGATIVE, _POSITIVE = 0.70, -0.44  # compound score, either side of zero
_NEGATIVE_SHARE, _POSITIVE_SHARE = 0.70, -0.50
_SHOUTING, _EXCLAIMING, _REJOICING = 0.84, 0.20, -0.85
_ASKING, _ASKING_HARD = -0.40, 1.12
_LENGTH = 1.33
_THANKS_AND_PROBLEM = 0.30

SHORT = 5
"""Words: below this, VADER's shares are mostly chance ("no" is all negative) and count in part."""
LONG = 3
"""Letters from which a word in capitals can be a shout."""
FULL = 6.0
"""log(1 + characters) at which length counts fully: 400 characters."""

# Ways of saying that it does not work: the strongest counts in full, each other one in part.
_SAME_MATTER = ("problem.", "denial", "objection")
_IN_PART = 0.3
_FAMILIES = frozenset(
    {"problem", "denial", "objection", "confirm", "talk", "threat", "vulnerable", "senior"} | {"anger", "distress"}
)
# One weight for all cues of these families; elsewhere each name has its own.
_AS_ONE = frozenset({"threat", "vulnerable", "senior"})


def distress(ready: str, hits: Sequence[Hit]) -> float:
    """The distress of a prepared text in which ``hits`` were found."""
    negative, positive, compound = polarity(ready)
    words = ready.split()
    known = min(1.0, len(words) / SHORT)
    weights = _strongest(hits)
    z = (
        _BASE
        + (-_NEGATIVE if compound < 0 else _POSITIVE) * compound
        + known * (_NEGATIVE_SHARE * negative + _POSITIVE_SHARE * positive)
        + _SHOUTING * shouting(words)
        + _marks(ready, glad=compound > 0)
        + _LENGTH * min(1.0, log1p(len(ready)) / FULL)
        + _of_the_problem(weights)
        + sum(w for name, w in weights.items() if not name.startswith(_SAME_MATTER))
    )
    if "talk.thanks" in weights and any(n.startswith(("problem.", "denial")) for n in weights):
        z += _THANKS_AND_PROBLEM
    return 1.0 / (1.0 + exp(-z))


def shouting(words: Sequence[str]) -> float:
    """How much is in capitals, 0-1: none below two such words; names and codes are single."""
    long = [w for w in words if len(w) >= LONG]
    loud = sum(w.isupper() and w.strip("!?.,;:…\"'()*").isalpha() for w in long)
    return loud / len(long) if loud > 1 else 0.0


def _strongest(hits: Sequence[Hit]) -> dict[str, float]:
    """The weight that moves most, for each name or, where a family counts once, the family."""
    found: dict[str, float] = {}
    for hit in hits:
        name = hit.rule.name
        family = name.partition(".")[0]
        if family not in _FAMILIES:
            continue
        if family in _AS_ONE:
            name = family
        found[name] = max(found.get(name, 0.0), hit.rule.weight, key=abs)
    return found


def _of_the_problem(weights: dict[str, float]) -> float:
    said = [w for name, w in weights.items() if name.startswith(_SAME_MATTER)]
    if not said:
        return 0.0
    strongest = max(said)
    return strongest + _IN_PART * (sum(said) - strongest)


def _marks(ready: str, *, glad: bool) -> float:
    """What exclamation and question marks add."""
    z = min(ready.count("!"), 3) / 3 * (_REJOICING if glad else _EXCLAIMING)
    if "??" in ready or "?!" in ready or "!?" in ready:
        return z + _ASKING_HARD
    return z + _ASKING if "?" in ready[-3:] else z
