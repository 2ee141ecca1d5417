"""Whether a text says anything new, or only thanks, greets, waits, promises and feels."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.language.matcher import Hit
from pipeline.language.text import Span

_EMPTY = frozenset(
    {"talk", "courtesy", "empathy", "promise", "closing", "rhetoric", "confirm", "request"},
)
# To move the chat elsewhere is no news, though it asks for something.
_EMPTY_NAMES = frozenset({"deferral.dm", "request.dm"})

# A run of letters and apostrophes; those at its end are not of the word.
_WORD = re.compile(r"[\w']+", re.ASCII)
_SMALL_WORDS = (
    "a about again all also am an and are as at be been both but by can do does for from get had has have her here "
    "hi him his how i i'd i'll i'm i've if in is it it'll it's its just me mr mrs ms much my now of ok okay on or our "
    "please really s she sir so still t that that's thats the their them then there they this those to today too us "
    "very was we we'll we're we've well were what will with yet you you're you've your yours"
)
_SMALL = frozenset(_SMALL_WORDS.split())
# Pieces of a clause, as commas and dashes cut it.
_CUT = re.compile(r",\s+|\s-\s|\s/\s", re.ASCII)
# A piece that opens so belongs to the one before: "…, especially with the baby".
_LEANS = re.compile(
    r"(?ai)^\W*(?:and (?:i|we)\b|and (?:get|come|be|let|write|ring|call|see|with|you|on|in|at|right|just|for)\b"
    r"|that's\b|what an?\b|such\b|of all\b"
    r"|especially|particularly|when|while|after|before|as|since|until|till|once|if|so (?:i|we|that)\b|then|which|who"
    r"|where|having|given|because|with|without|within|by|in|on|at|for|to|just|even|not to mention|too|hopefully"
    r"|it (?:should|shouldn't|won't|will|may|might|can)\b|it'll|(?:should|shouldn't|won't|will) (?:take|be)\b"
    r"|bear with|one (?:moment|sec)|hang on|hold on|thanks?\b|thank you|please|no later|latest|at the latest)"
)
# What opens a promise and holds nothing: "as soon as I hear, …", "let me see, …".
_LEADS = re.compile(
    r"(?ai)^\W*(?:once|when|as soon as|if|let me|let's|so|then|right|ok(?:ay)?|in the meantime|leave)\b"
)


def family(hit: Hit) -> str:
    """The first part of a cue's name: ``talk`` of ``talk.thanks``."""
    return hit.rule.name.partition(".")[0]


def has_substance(ready: str, hits: Sequence[Hit], at_least: int) -> bool:
    """Whether any cue is one that counts, or ``at_least`` words stand outside the empty ones.

    For an agent: does the reply bring news? For a customer: does the message want an answer?
    """
    for hit in hits:
        if _counts(hit.rule.name):
            return True
    covered = [span for hit in hits for span in _covered(ready, hit)]
    outside = 0
    for found in _WORD.finditer(ready):
        word = found.group().rstrip("'")
        if not word or word.lower() in _SMALL:
            continue
        if covered and any(s.start <= found.start() < s.end for s in covered):
            continue
        outside += 1
        if outside >= at_least:
            return True
    # "??" wants an answer.
    return not hits and ready.strip(" ?!") == "" and "?" in ready


@cache
def _counts(name: str) -> bool:
    return name.partition(".")[0] not in _EMPTY and name not in _EMPTY_NAMES


def _covered(ready: str, hit: Hit) -> Iterator[Span]:
    """What an empty cue speaks for: its own words, its piece of the clause, or more of it."""
    kind = family(hit)
    if kind == "talk":
        yield Span(hit.start, hit.end, question=False)
        return
    leading = True
    passed = False
    for piece in _pieces(ready, hit.within):
        holds = piece.start < hit.end and hit.start < piece.end
        words = ready[piece.start : piece.end]
        if holds:
            yield piece
            passed, leading = True, True
        elif not passed:
            # The situation comes before the verdict on it: "Three days without signal, that's rough".
            if hit.rule.name in {"empathy.acknowledgement", "empathy.understanding"} or (
                kind == "promise" and _LEADS.search(words)
            ):
                yield piece
        else:
            leading = leading and _LEANS.search(words) is not None
            if leading:
                yield piece


def _pieces(ready: str, within: Span) -> Iterator[Span]:
    start = within.start
    for cut in _CUT.finditer(ready[within.start : within.end]):
        end = within.start + cut.start()
        yield Span(start, end, question=False)
        start = within.start + cut.end()
    yield Span(start, within.end, question=False)
