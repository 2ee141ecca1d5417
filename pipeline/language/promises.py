"""When a promise falls due, from its own words."""

from pipeline.domain.cues import Deadline, PromiseKind

MINUTE, HOUR = 60, 3_600


def deadline(words: str, kind: PromiseKind) -> Deadline:
    """The time said in a clause or sentence, or the one that the kind of promise implies."""
    return Deadline("seconds", 5 * MINUTE if kind == "check" else 24 * HOUR)
