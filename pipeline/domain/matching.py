"""Whether what an agent writes is about what the customer wrote."""

import re

# What agents put right in passing, beside what was asked.
_IN_PASSING = re.compile(
    r"\b(?:e-?mail address|(?:phone|mobile|contact|telephone) (?:number|details|preferences?)|contact info\w*"
    r"|marketing preferences?|newsletter)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d+|an?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many)"
_LENGTH = rf"(?:(?:over|about|nearly|almost|more than|at least) )?{_NUMBER} (?:hours?|hrs?|days?|weeks?|months?)"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|last \w+|\w+ days? ago|the \d+|\d)"
# What was to come, and where: "supposed to be here". What is supposed to cost less is none of it.
_COME = (
    r"(?: it| to| would| was| be| have| delivery| arrive| come| land| here| back| with (?:me|us)| delivered| arrived"
    r"| ready| fixed| on| by| for| at)"
)
_LATE = re.compile(
    r"\b(?:late|delay\w*|overdue|out for delivery|still (?:no|not|waiting|isn'?t|hasn'?t|haven'?t)"
    r"|(?:not|never|hasn'?t|didn'?t|haven'?t) (?:been )?(?:arrived?|come|came|here|turned up|delivered|shown up)"
    r"|for (?:over |about |nearly |almost |more than |at least )?(?:\d+|a|two|three|four|five|six|seven|eight|nine"
    r"|ten|several) (?:hours?|days?|weeks?|months?)"
    # "Been on hold since 9", "waited an hour".
    rf"|(?:wait(?:ed|ing)?|on hold|hanging on|on the phone) (?:for )?{_LENGTH}"
    r"|(?:waiting|on hold|hanging on) (?:since|hours|days|weeks|all \w+)"
    r"|(?:been|kept|keep|left|leave) (?:me |us )?(?:waiting|on hold)"
    # "11 weeks waiting", "3 days and nothing", "third week and no refund".
    rf"|{_LENGTH} (?:of )?(?:waiting|on hold|and (?:still|no|nothing|counting)|later and"
    r"|without (?:an? )?(?:reply|answer|refund|response|word|news))"
    r"|(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th)) (?:hour|day|week|month) (?:now )?"
    r"(?:and (?:still |there's )?no\w*|with no|without|of waiting)"
    rf"|(?:supposed|meant|due|promised|scheduled|said){_COME}{{1,7}} {_DAY}"
    r"|taking (?:so|too|way too|forever|ages)(?: long)?|how much longer)\b",
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
