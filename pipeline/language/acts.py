"""The learned part at work: what a message does although no pattern of the lexicons says so."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf

import re2
from msgspec import Struct

from pipeline.language.features import words
from pipeline.language.learned import shipped
from pipeline.language.lexicon import CueRule, Speaker
from pipeline.language.matcher import Hit
from pipeline.language.substance import has_substance
from pipeline.language.text import Span, sentences


class _Act(Struct, frozen=True):
    """What is learned, the cue that it stands for, and the cues that settle a message without it."""

    name: str
    rule: CueRule
    settled: tuple[str, ...]
    shortest: int = 1
    """Words from which on it is asked."""
    bare: bool = True
    """Whether it is asked of what only thanks, greets and agrees."""
    unless: str = ""
    """A pattern of what rules it out."""
    aside: tuple[str, ...] = ()
    """Cues whose clauses are left out of what is asked."""
    stated: bool = False
    """Whether questions are left out where something is stated beside them."""
    at_least: float = -inf
    """Log-odds that what is left must have."""


def _cue(name: str, speaker: Speaker) -> CueRule:
    return CueRule(name=name, role=speaker, patterns=(), weight=0.7)


# What is not at its end whatever else is said.
_NOT_OVER = ("denial", "partly", "senior.", "threat.", "vulnerable.", "objection", "anger.", "distress.")

# What is only an answer, or dry.
_IN_PASSING = ("talk.unaware", "talk.has", "talk.there")

# A new owner says who they are.
_ARRIVAL = "talk.arrival"

# Who makes it hang on something has not promised it.
_CONDITION = r"(?i)\b(?:if|once|unless|as soon as|provided|depending)\b"

# The customer is to go there.
_ELSEWHERE = (
    r"(?i)\bplease (?:connect with us|contact|reach|call|write|get in touch|visit|ask)\b|\blet us know\b"
    r"|\byou (?:can|may|could|need to|have to|should) (?:\w+ )?(?:write|call|reach|contact|ring|visit|ask)\b"
)

# What others may not or would not do, and what is out of date, is nobody's missing right.
_OTHERS = (
    r"(?i)\b(?:guests?|customers?|people|passengers?|members?|visitors|those) who\b"
    r"[^.!?]*(?:n't|\b(?:not|cannot|cant)\b)|\bup to date\b"
)

# In this order; what one shows may settle the next.
_ACTS: dict[Speaker, tuple[_Act, ...]] = {
    "agent": (
        _Act(
            "action",
            _cue("action.learned", "agent"),
            ("action.", "request.confirm", "request.options"),
            shortest=2,
            aside=("news.told", "talk.halfway"),
        ),
        _Act(
            "empathy",
            _cue("empathy.understanding", "agent"),
            # Its words are those of questions and refusals, too: "how long", "unfortunately". And "sorry, just a
            # second" is none.
            ("empathy.", "courtesy", "talk.", "request.", "refusal.", "authority."),
            shortest=5,
        ),
        _Act("refusal", _cue("refusal.learned", "agent"), ("refusal.", "authority.", "action."), shortest=7),
        _Act("authority", _cue("authority.learned", "agent"), ("authority.", "action."), shortest=4, unless=_OTHERS),
        _Act(
            "handoff",
            _cue("handoff.learned", "agent"),
            ("handoff.", "action.", "request.", "deferral.", _ARRIVAL),
            shortest=4,
            unless=_ELSEWHERE,
            aside=("talk.aside", "talk.relayed"),
        ),
        _Act(
            "promise",
            _cue("promise.learned", "agent"),
            ("promise.a", "action.", "request."),
            shortest=4,
            unless=_CONDITION,
            aside=("talk.aside", "talk.relayed"),
        ),
    ),
    "customer": (
        _Act("over", _cue("confirm.learned", "customer"), ("confirm.", *_IN_PASSING, *_NOT_OVER), bare=False),
        _Act(
            "denial",
            _cue("denial.learned", "customer"),
            ("denial", "confirm.", "asks.", "answer.content", "talk.fyi", *_IN_PASSING),
        ),
        _Act(
            "problem",
            _cue("problem.learned", "customer"),
            ("problem.", "confirm.", "talk.praise", "talk.fyi", *_IN_PASSING),
            stated=True,
            at_least=0.4,
        ),
        _Act(
            "closing",
            _cue("talk.closing", "customer"),
            (
                "asks.",
                "problem.",
                "denial",
                "partly",
                "senior.",
                "threat.",
                "vulnerable.",
                "objection",
                "anger.sarcasm",
            ),
        ),
    ),
}
LEARNED = frozenset(act.rule.name for acts in _ACTS.values() for act in acts)
"""The cues that it shows."""
SETTLED = {act.name: act.settled for acts in _ACTS.values() for act in acts}
"""By act: the cues that settle a message without it."""
_MAY_BE_A_PROBLEM = -1.5
"""Log-odds of a problem from which on nothing is taken for closing words."""


def learned_hits(ready: str, hits: Sequence[Hit], speaker: Speaker) -> Iterator[Hit]:
    """The acts of a message that are believed and that no cue shows or rules out. The whole message shows most."""
    shown: list[str] = []
    for act in _open(speaker, tuple([hit.rule.name for hit in hits])):
        asked, within = ready, Span(0, len(ready), question=False)
        if act.aside:
            asked = _without(ready, hits, act.aside)
        elif act.stated and "?" in ready:
            asked, within = _stated(ready)
        if any(cue.startswith(act.settled) for cue in shown) or len(words(asked)) < act.shortest:
            continue
        learned = shipped(act.name)
        if learned.odds(asked) < (learned.believed if asked == ready else max(learned.believed, act.at_least)):
            continue
        if act.unless and re2.search(act.unless, ready):
            continue
        if not act.bare and not has_substance(ready, hits, at_least=1):
            continue
        if act.name == "closing" and shipped("problem").odds(ready) >= _MAY_BE_A_PROBLEM:
            continue
        shown.append(act.rule.name)
        yield Hit(act.rule, within.start, within.end, within)


def _without(ready: str, hits: Sequence[Hit], aside: tuple[str, ...]) -> str:
    """The text without the clauses that these cues show."""
    for hit in hits:
        if hit.rule.name in aside:
            start, end = hit.within.start, hit.within.end
            ready = ready[:start] + " " * (end - start) + ready[end:]
    return ready


def _stated(ready: str) -> tuple[str, Span]:
    """The text without its questions, and where it stands; all of it where there are only questions, or none."""
    spans = sentences(ready)
    told = [span for span in spans if not span.question]
    if len(told) in {0, len(spans)}:
        return ready, Span(0, len(ready), question=False)
    text = " ".join(ready[span.start : span.end] for span in told)
    return text, Span(told[0].start, told[-1].end, question=False)


# The cues of most messages are those of many others.
@lru_cache(maxsize=4096)
def _open(speaker: Speaker, cues: tuple[str, ...]) -> tuple[_Act, ...]:
    """The acts that the cues of a message leave open."""
    return tuple(act for act in _ACTS[speaker] if not any(cue.startswith(act.settled) for cue in cues))
