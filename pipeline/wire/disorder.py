"""Tells keys and tokens from language by their disorder: the shorter a run of characters, the more is asked of it."""

import re
from itertools import pairwise

SHORT, MIDDLE, LONG, ENDLESS = 5, 8, 16, 24
"""Characters."""
FEW_DIGITS = 4
"""So many may stand anywhere: a year, the end of a card."""

_JOINT = re.compile(r"[_./+=-]")


def is_language(token: str) -> bool:
    """Whether letters, digits and joints are language: a word, the name of a product, the path of an address."""
    if token.isalpha() and len(token) < LONG:
        return True  # most are plain words; a key without digits is longer
    if not any(map(str.isalpha, token)):
        return True  # digits alone are a number's affair
    digits = sum(map(str.isdigit, token))
    return digits <= FEW_DIGITS and not any(is_key(part) for part in _JOINT.split(token))


def is_key(part: str) -> bool:
    """Whether one run of letters and digits looks made by a machine."""
    steps = list(pairwise(part))
    digits = sum(map(str.isdigit, part))
    changes = sum(a.isdigit() != b.isdigit() for a, b in steps)
    humps = sum(a.islower() and b.isupper() for a, b in steps)
    varied = len(set(part.lower())) >= MIDDLE  # "soooooooooooooo" is not
    if len(part) >= LONG and varied and (digits or humps > 1 or len(part) >= ENDLESS):
        return True
    if len(part) >= MIDDLE and digits >= FEW_DIGITS and changes:
        return True
    return len(part) >= SHORT and changes >= FEW_DIGITS - 1  # K7XQ2P has four changes, iphone14 one


def are_words(groups_found: str) -> bool:
    """Whether groups with spaces or dashes between are words.

    "a1b2 c3d4 e5f6" and "ABCD-EFG2-H34J" are not: all as long, most with a digit, or a digit among capitals.
    """
    groups = groups_found.replace("-", " ").split()
    with_digit = sum(any(map(str.isdigit, group)) for group in groups)
    if len({len(group) for group in groups}) > 1 or not with_digit:
        return True
    return with_digit * 2 < len(groups) and not groups_found.isupper()


def is_plain_word(value: str) -> bool:
    """After "password is": "wrong" is no password, "hunter2" is."""
    letters = value.replace("'", "")
    return letters.isalpha() and (letters.islower() or letters.istitle())


def are_plain_words(value: str) -> bool:
    """After "basic": "Economy", "features." and "phone/internet" are no credentials, "dXNlcjpwYXNz" is."""
    words = [word for word in _JOINT.split(value) if word]
    return "=" not in value and bool(words) and all(map(is_plain_word, words))
