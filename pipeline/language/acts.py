"""The learned part at work: what a message does although no pattern of the lexicons says so."""

from collections.abc import Iterator, Sequence

from pipeline.language.learned import shipped, words
from pipeline.language.lexicon import CueRule, Speaker
from pipeline.language.matcher import Hit
from pipeline.language.text import Span


def _stands_for(name: str, speaker: Speaker) -> CueRule:
    return CueRule(name=name, role=speaker, patterns=(), weight=0.7)


# The act, the cue that it stands for, and the cues that settle the message without it.
_ACTS: dict[Speaker, tuple[tuple[str, CueRule, tuple[str, ...]], ...]] = {
    "agent": (
        (
            "empathy",
            _stands_for("empathy.understanding", "agent"),
            # Its words are those of questions and refusals, too: "how long", "unfortunately".
            ("empathy.", "courtesy", "talk.", "request.", "refusal.", "authority."),
        ),
    ),
    "customer": (
        ("problem", _stands_for("problem.learned", "customer"), ("problem.", "confirm.", "talk.praise")),
        (
            "closing",
            _stands_for("talk.closing", "customer"),
            ("asks.", "problem.", "denial", "senior.", "threat.", "vulnerable.", "objection"),
        ),
    ),
}
LEARNED = frozenset(rule.name for acts in _ACTS.values() for _, rule, _ in acts)
"""The cues that it shows."""

SHORTEST = 5
"""Words from which on sympathy is learned from them: "sorry, just a second" is none."""
_MAY_BE_A_PROBLEM = -1.5
"""Log-odds of a problem from which on nothing is taken for closing words."""


def learned_hits(ready: str, hits: Sequence[Hit], speaker: Speaker) -> Iterator[Hit]:
    """The acts of a message that are believed and that no cue shows or rules out. The whole message shows them."""
    for act, rule, settled in _ACTS[speaker]:
        if any(hit.rule.name.startswith(settled) for hit in hits):
            continue
        learned = shipped(act)
        believed = learned.odds(ready) >= learned.believed
        if act == "empathy" and len(words(ready)) < SHORTEST:
            believed = False
        if act == "closing" and believed:
            believed = shipped("problem").odds(ready) < _MAY_BE_A_PROBLEM
        if believed:
            span = Span(0, len(ready), question=False)
            yield Hit(rule, 0, len(ready), span)
