"""How badly one customer message says that things are going, 0-1.

A logistic curve over VADER's scores, the look of the text, the cues found in it and how its words lean. .5 means that
a reader would call the customer distressed; from .6 on distress is high; a calm statement of a
problem lies between .3 and .45, a plain question or an answer to the agent's below .3.

Where the constants come from: one regression with soft targets, signs held fixed, drawn towards the weights that it
had before the words were learned, over half of the Twitter US Airline tweets (CC BY-NC-SA 4.0), half of GoEmotions'
development part (Apache-2.0), half of EDOS (CC BY 4.0; its words learned from GoEmotions alone), customer turns of
Schema-Guided Dialogue and tau-bench as calm ones, and the 2,054 graded lines of tests/learning, which count as much as
the two largest together and set the level. The weights of the cues stand in their lexicons.
"""

import re
from collections.abc import Collection, Sequence
from math import exp, log1p

from pipeline.language.learned import shipped
from pipeline.language.matcher import Hit
from pipeline.language.sentiment import polarity

FIT_AUC = 0.88
"""Share of pairs in the right order, airline tweets of the other half; VADER's compound alone has .77."""

_BASE = -1.96
_NEGATIVE, _POSITIVE = 0.69, -0.43  # compound score, either side of zero
_NEGATIVE_SHARE, _POSITIVE_SHARE = 0.67, -0.58
_SHOUTING, _EXCLAIMING, _REJOICING = 0.85, 0.27, -0.80
_ASKING, _ASKING_HARD = -0.41, 1.13
_LENGTH = 1.63
_OF_PROBLEM, _OF_OTHERS = 1.03, 0.84
_THANKS_AND_PROBLEM = 0.33
_LEANING = 0.28

_STATED = -0.4  # log-odds: .4
_UNFELT = 0.4
"""What is merely told, in however many ways, is no distress: what lies above the first counts in part where neither
words nor marks nor cues show a feeling. So plain complaints stay below .6; airline tweets lose .0013 of AUC."""
_BITTER, _DARK = -0.5, 0.5
# "Which one??" at the end asks for one of two, and hurts nobody.
_PUZZLED = re.compile(
    r"(?i)((?:^|[.!,]\s+)(?:(?:so|and|but|ok) )?(?:which|when|where|who|what (?:time|day))"
    r"(?: (?:one|is it|then|of them|exactly))?)\s*\?{2}\s*$"
)
_LOUD = re.compile(r"[!?]\s*[!?]|!.*!", re.DOTALL)

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
_NOT_MEANT = frozenset({"anger.sarcasm", "anger.polite", "anger.wry"})
# One weight for all cues of these families; elsewhere each name has its own.
_AS_ONE = frozenset({"threat", "vulnerable", "senior"})


def distress(ready: str, hits: Sequence[Hit]) -> float:
    """The distress of a prepared text in which ``hits`` were found."""
    negative, positive, compound = polarity(ready)
    words = ready.split()
    marked = _PUZZLED.sub(r"\1?", ready)
    known = min(1.0, len(words) / SHORT)
    weights = _strongest(hits)
    leaning = shipped("distress").odds(ready)
    if not _NOT_MEANT.isdisjoint(weights):
        # The glad words are there for the contrast.
        leaning = max(0.0, leaning)
    z = (
        _BASE
        + (-_NEGATIVE if compound < 0 else _POSITIVE) * compound
        + known * (_NEGATIVE_SHARE * negative + _POSITIVE_SHARE * positive)
        + _SHOUTING * shouting(words)
        + _marks(marked, glad=compound > 0)
        + _LENGTH * min(1.0, log1p(len(ready)) / FULL)
        + _OF_PROBLEM * _of_the_problem(weights)
        + _OF_OTHERS * sum([w for name, w in weights.items() if not name.startswith(_SAME_MATTER)])
        + _LEANING * leaning
    )
    if "talk.thanks" in weights and any(n.startswith(("problem.", "denial")) for n in weights):
        z += _THANKS_AND_PROBLEM
    if z > _STATED and not (
        compound < _BITTER or leaning > _DARK or shouting(words) or _LOUD.search(marked) or _feels(weights)
    ):
        z = _STATED + _UNFELT * (z - _STATED)
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


_TELLING = frozenset({"problem", "denial", "objection", "talk", "confirm"})
_OF_FACTS = frozenset({"anger.waited", "anger.again", "anger.repeated", "anger.wry"})


def _feels(cues: Collection[str]) -> bool:
    """Whether a cue shows more than what has happened, how long it takes, and that this is odd."""
    return any(cue.partition(".")[0] not in _TELLING and cue not in _OF_FACTS for cue in cues)


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
