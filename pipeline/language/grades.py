"""Graded measures of one agent message, 0-1, for ranking texts; the fold goes by the cues alone.

Each is a logistic curve over the strongest cues and a few traits of the wording, which order the messages between the
cues and those that have none, averaged with what was learned of the words of the same act. Whoever cuts ``resolving``
at .5 decides as the cues do, but for a few messages.
"""

import re
from collections.abc import Sequence
from math import exp

from pipeline.language.learned import shipped
from pipeline.language.matcher import Hit
from pipeline.language.matters import spoken_of
from pipeline.language.sentiment import polarity
from pipeline.language.substance import family

_YOU = re.compile(r"\b(?:you|your|yours|u|ur)\b", re.IGNORECASE)
_DONE_WORD = re.compile(r"\b\w{3,}(?:ed|en)\b|\b(?:done|sent|set|put|paid|now|back|all)\b", re.IGNORECASE)
_LATER_WORD = re.compile(r"\b(?:will|'ll|can|could|would|may|might|if|once|when|please|need)\b", re.IGNORECASE)
_FEELING_WORD = re.compile(
    r"\b(?:feel\w*|frustrat\w*|upset\w*|worr\w*|stress\w*|disappoint\w*|annoy\w*|hope|care|really|truly|so)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def empathy(ready: str, hits: Sequence[Hit]) -> float:
    """How much a reader would feel seen by the message, 0-1."""
    shown = sorted((h.rule.weight for h in hits if family(h) == "empathy"), reverse=True)
    z = -3.4 + (2.6 + 3.2 * shown[0] + 0.5 * min(len(shown) - 1, 3) if shown else 0.0)
    z -= 0.4 * any(family(h) == "courtesy" for h in hits)
    words = len(_WORD.findall(ready)) or 1
    negative, positive, _ = polarity(ready)
    z += 1.5 * min(len(_FEELING_WORD.findall(ready)) / words * 4, 1.0)
    z += 1.2 * min(len(_YOU.findall(ready)) / words * 4, 1.0) + 0.6 * positive + 0.8 * negative
    z = (z + 0.01 * min(words, 60) + shipped("empathy").odds(ready)) / 2
    # How people console each other outside support; set so that as many agents' messages are above .5 as without it.
    return _curve(z + 0.5 * shipped("consoling").odds(ready) + 0.8)


def resolving(ready: str, hits: Sequence[Hit], asked: str = "") -> float:
    """How surely the message moves a problem to its end, 0-1; with ``asked``, how surely it does just that."""
    shown = [h.rule.weight for h in hits if family(h) == "action"]
    against = sum(family(h) in {"promise", "authority", "refusal", "deferral", "request"} for h in hits)
    z = -3.0 + (5.0 * max(shown) + 0.4 * min(len(shown) - 1, 2) if shown else 0.0)
    words = len(_WORD.findall(ready)) or 1
    z += 2.2 * min(len(_DONE_WORD.findall(ready)) / words * 3, 1.0)
    z -= 1.6 * min(len(_LATER_WORD.findall(ready)) / words * 3, 1.0) + 0.35 * min(against, 3)
    z -= 0.5 * ("?" in ready)
    z = (z + 0.01 * min(words, 60) + shipped("action").odds(ready)) / 2
    if asked:
        # Set on half of workflow-response (MIT): what a message speaks of tells more than how it is put.
        return _curve(0.2 * z + 6.7 * spoken_of(ready, asked) - 1.3)
    return _curve(z + 2.0 if shown else z - 1.0)


def _curve(z: float) -> float:
    return 1.0 / (1.0 + exp(-z))
