"""Which kinds of secrets a text may hold: cheap looks that spare most texts the search for them.

Each asks for less than the pattern that it stands before, so that nothing is missed.
"""

import re
from typing import Literal

Suspicion = Literal[
    "block", "at", "dot", "provider", "announced", "scheme", "joint", "iban", "disorder", "groups", "loose", "run",
    "pairs", "spoken",
]  # fmt: skip

DIGIT_WORDS = (
    "zero", "oh", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple",
)  # fmt: skip
PROVIDERS = ("mail", "yahoo", "outlook", "icloud", "aol", "proton", "gmx", "live", "msn")
ANNOUNCING = ("pass", "pwd", "pin", "cvv", "cvc", "otp", "secret", "token", "key", "code")
LONG = 16
"""Characters of a word that may be a key without a digit."""
SPOKEN = 5
"""Numbers in a row that are one, of which the first is a word."""

_DIGIT = re.compile(r"\d", re.ASCII)
_OF_DIGITS: tuple[tuple[int, Suspicion], ...] = (
    (1, "groups"),
    (2, "iban"),
    (2, "disorder"),
    (5, "run"),
    (6, "pairs"),
    (7, "loose"),
)
"""What so many digits may be part of."""


def suspicions(text: str) -> set[Suspicion]:
    """What a text of ASCII may hold."""
    lower = text.lower()
    digits = len(_DIGIT.findall(lower))
    found = {kind for enough, kind in _OF_DIGITS if digits >= enough} if digits else set()
    for kind, words in _OF_WORDS:
        for word in words:
            if word in lower:
                found.add(kind)
                break
    if max(map(len, lower.split()), default=0) >= LONG:
        found.add("disorder")
    if digits + sum([lower.count(word) for word in DIGIT_WORDS]) >= SPOKEN:
        found.add("spoken")
    return found


_OF_WORDS: tuple[tuple[Suspicion, tuple[str, ...]], ...] = (
    ("announced", ANNOUNCING),
    ("provider", PROVIDERS),
    ("scheme", ("bearer", "basic")),
    ("at", ("@",)),
    ("dot", ("dot",)),
    ("joint", ("-", "_", "eyj")),
    ("block", ("-----",)),
)
