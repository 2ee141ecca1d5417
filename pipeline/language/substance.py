"""Whether a text says anything new, or only thanks, greets, waits and feels."""

import re
from collections.abc import Sequence

from pipeline.language.matcher import Hit

_EMPTY = frozenset({"talk", "courtesy", "empathy", "promise", "closing", "rhetoric"})
_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    "a an and are as at be but by do for from has have hi i i'm i've in is it it's its me much my of ok on "
    "or our please s so t that the then there this to us very was we well with you your".split()
)


def family(hit: Hit) -> str:
    """The first part of a cue's name: ``talk`` of ``talk.thanks``."""
    return hit.rule.name.partition(".")[0]


def has_substance(ready: str, hits: Sequence[Hit], at_least: int) -> bool:
    """Whether any cue is one that counts, or ``at_least`` words stand outside the empty ones."""
    covered = []
    for hit in hits:
        if family(hit) not in _EMPTY:
            return True
        # A feeling or a wait covers its whole clause; thanks cover only their own words.
        whole = family(hit) != "talk"
        covered.append((hit.within.start, hit.within.end) if whole else (hit.start, hit.end))
    outside = 0
    for word in _WORD.finditer(ready):
        at = word.start()
        if word.group().lower() in _SMALL or any(a <= at < b for a, b in covered):
            continue
        outside += 1
        if outside >= at_least:
            return True
    return False
