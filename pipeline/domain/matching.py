"""Whether what an agent writes is about what the customer wrote."""

import re

# What agents put right in passing, beside what was asked.
_IN_PASSING = re.compile(
    r"\b(?:e-?mail address|(?:phone|mobile|contact|telephone) (?:number|details|preferences?)|contact info\w*"
    r"|marketing preferences?|newsletter)\b",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(?:late|delay\w*|overdue|out for delivery|still (?:no|not|waiting for|isn'?t|hasn'?t|haven'?t)"
    r"|(?:not|never|hasn'?t|didn'?t|haven'?t) (?:been )?(?:arrived?|come|came|here|turned up|delivered|shown up)"
    r"|for (?:over |about |nearly |almost |more than |at least )?(?:\d+|a|two|three|four|five|six|seven|eight|nine"
    r"|ten|several) (?:hours?|days?|weeks?|months?))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_OF_ANY_MATTER = frozenset(
    [
        "your",
        "have",
        "been",
        "with",
        "that",
        "this",
        "from",
        "details",
        "numb",
        "updat",
        "chang",
        "address",
        "account",
        "number",
    ]
)


def aside(claim: str, asked: str) -> bool:
    """Whether a claimed deed was done in passing and shares no word with what was asked for (both as quoted)."""
    return _IN_PASSING.search(claim) is not None and not _words(claim) & _words(asked)


def late(quote: str) -> bool:
    """Whether a problem, as quoted, is that something comes late."""
    return _LATE.search(quote) is not None


def _words(quote: str) -> set[str]:
    return {_ENDING.sub("", word) for word in _WORD.findall(quote.lower())} - _OF_ANY_MATTER
