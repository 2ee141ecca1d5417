"""The learned part at work: what a sentence does although no pattern of the lexicons says so."""

from collections.abc import Sequence

import re2

from pipeline.language.learned import Learned
from pipeline.language.lexicon import CueRule, Speaker
from pipeline.language.matcher import Hit
from pipeline.language.text import Span, sentences

# The cue that an act stands for, and the cues that settle the sentence without it.
_STANDS_FOR: dict[str, tuple[str, tuple[str, ...]]] = {
    "empathy": ("empathy.understanding", ("empathy.", "courtesy", "talk.")),
    "action": ("action.done", ("action.", "promise.", "deferral.", "refusal.", "authority.", "request.", "handoff.")),
    "handoff": ("handoff.words", ("handoff.", "promise.answer")),
    "closing": ("talk.closing", ("asks.", "problem.", "denial", "senior.", "threat.", "vulnerable.", "objection")),
    "problem": ("problem.learned", ("problem.", "confirm.", "talk.praise")),
    "denial": ("denial", ("denial", "confirm.")),
}


# What is read off a screen, written down or laid before others is not done, whatever its wording is like.
_READ_OFF = re2.compile(
    r"(?i)\b(?:show(?:s|ing|n)?(?: up)? (?:as|that|me|here|a)|i (?:can )?see|listed|on (?:file|record|screen)|reads"
    r"|notes? (?:say|on)|according to|status (?:is|says|of)|reason code|log(?:ged|s)?|noted|raised|ticket"
    r"|passed (?:on|along|it)|forwarded|(?:in|under) review|in (?:the|their|a) queue"
    r"|being (?:looked|reviewed|checked|processed)|normally|usually|typically|would|could|might|may|should|policy"
    r"|terms)\b"
)


def likeliest(act: str, ready: str, hits: Sequence[Hit], learned: Learned) -> float:
    """The chance (0-1) of the sentence that is most likely to do the act; 0 for a text without words."""
    spans = sentences(ready)
    chances = (learned.chance(act, ready[s.start : s.end + s.question], _names(s, hits)) for s in spans)
    return max(chances, default=0.0)


def _names(span: Span, hits: Sequence[Hit]) -> list[str]:
    """The cues that stand in a sentence, or in a part of the text that holds it."""
    return [
        h.rule.name for h in hits if span.start <= h.start < span.end or h.within.start <= span.start < h.within.end
    ]


def learned_hits(ready: str, hits: Sequence[Hit], learned: Learned, speaker: Speaker) -> list[Hit]:
    """The acts of each sentence that are believed and not yet shown by a cue in it."""
    return [hit for span in sentences(ready) for hit in _of(span, ready, hits, learned, speaker)]


def _of(span: Span, ready: str, hits: Sequence[Hit], learned: Learned, speaker: Speaker) -> list[Hit]:
    names = _names(span, hits)
    found = []
    for act in learned.believed(ready[span.start : span.end + span.question], names):
        stands_for, settled = _STANDS_FOR[act]
        read_off = act == "action" and _READ_OFF.search(ready[span.start : span.end]) is not None
        if not read_off and not any(name.startswith(settled) for name in names):
            rule = CueRule(name=stands_for, role=speaker, patterns=(), weight=0.7)
            found.append(Hit(rule, span.start, span.end, span))
    return found
