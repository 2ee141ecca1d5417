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
ANNOUNCING = ("pass", "pwd", "pw", "pin", "cvv", "cvc", "otp", "secret", "token", "key", "code")
LONG = 16
"""Characters of a word that may be a key without a digit."""
SPOKEN = 5
"""Numbers in a row that are one, of which the first is a word."""

REMEMBERED = 1 << 14
"""Harmless words that are kept, shorter than ``LONG``; with more, all are forgotten and looked at again."""

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
    odd = [word for word in text.split() if word not in _HARMLESS]
    if not odd:
        return set()
    found, numbers = _looked(" ".join(odd).lower())
    if not found and not numbers:
        if len(_HARMLESS) > REMEMBERED:
            _HARMLESS.clear()
        _HARMLESS.update(odd)
    return found


def _looked(lower: str) -> tuple[set[Suspicion], int]:
    """What small letters may hold, and how many digits and words for digits."""
    digits = len(_DIGIT.findall(lower))
    numbers = digits + sum([lower.count(word) for word in DIGIT_WORDS])
    found = {kind for enough, kind in _OF_DIGITS if digits >= enough} if digits else set()
    for kind, words in _OF_WORDS:
        for word in words:
            if word in lower:
                found.add(kind)
                break
    if max(map(len, lower.split()), default=0) >= LONG:
        found.add("disorder")
    if numbers >= SPOKEN:
        found.add("spoken")
    return found, numbers


_HARMLESS: set[str] = set()
"""Words in which there is nothing to suspect, nor beside others."""
_OF_WORDS: tuple[tuple[Suspicion, tuple[str, ...]], ...] = (
    ("announced", ANNOUNCING),
    ("provider", PROVIDERS),
    ("scheme", ("bearer", "basic")),
    ("at", ("@",)),
    ("dot", ("dot",)),
    ("joint", ("-", "_", "eyj")),
    ("block", ("-----",)),
)
