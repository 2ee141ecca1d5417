"""What a text is about: its telling words, so that a deed can be held against what was asked for."""

import re

_WORD = re.compile(r"[a-z]{3,}")
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_TELLING_NOTHING = (
    "the you your yours our ours and for that this these those can have has had with are was were but not will would "
    "shall should could may might must please just how what when where who why which there here any get got let need "
    "okay thank thanks yes else all one hello help want like know now then them they him her his she its it's about "
    "from into out off some also only very really sorry sure great good day moment"
)
_EMPTY = frozenset(_TELLING_NOTHING.split())


def matters(text: str) -> frozenset[str]:
    """The telling words of a text, in lower case and without their endings."""
    return frozenset(_ENDING.sub("", word) for word in _WORD.findall(text.lower()) if word not in _EMPTY)


def spoken_of(text: str, asked: str) -> float:
    """The share (0-1) of a text's telling words that what was asked for has as well; 0 for a text without any."""
    said = matters(text)
    return len(said & matters(asked)) / len(said) if said else 0.0
