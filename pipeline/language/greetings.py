"""A text without its greeting, which tells nothing when it is said twice."""

import re
from collections.abc import Sequence

from pipeline.language.matcher import Hit

# What stands around the words of a greeting and is part of it.
_BESIDE = re.compile(
    r"\b(?:hello|hi|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)"
    r"|(?:and )?welcome(?: to [\w'& ]{1,30})?"
    r"|my name(?: is|'s) \w+|(?:this is|i'm|i am|it's) \w+ (?:here|speaking|from [\w'& ]{1,30})|there|today|tonight"
    r"|how are you(?: doing)?|(?:sir|madam|ma'am|mr|mrs|ms)\b\.?)\b",
    re.IGNORECASE,
)


def without_greeting(ready: str, hits: Sequence[Hit]) -> str:
    """The text with blanks for the greetings that ``hits`` show, and for what belongs to them in their clause."""
    for hit in hits:
        if hit.rule.name == "talk.greeting":
            start, end = hit.within.start, hit.within.end
            clause = _BESIDE.sub(_blank, ready[start : hit.start] + " " * (hit.end - hit.start) + ready[hit.end : end])
            ready = ready[:start] + clause + ready[end:]
    return ready


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
