"""A message made ready for matching, and its clauses. Every offset stays that of the message."""

import re
from collections.abc import Iterator
from functools import lru_cache

import re2
from msgspec import Struct

# Typographic quotes and spaces, one character for one, so that offsets stay.
_STRAIGHT = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u200b": " ",
        # Patterns that know no case take these for letters of ASCII.
        "\u017f": "s",
        "\u212a": "K",
        "\t": " ",
        "\r": "\n",
    }
)
# Handles and addresses carry no feeling, and VADER reads some of them as words.
_NOISE = re2.compile(r"(?i)(?:^|[\s(\[.])(@\w+|https?://\S+|www\.\S+)|(\^[a-z]{1,12}$)")
# "Dr. Hale" is one sentence's.
_TITLE = r"(?<!\b[dDmM]r\.)(?<!\b[mM]rs\.)(?<!\b[mM]s\.)(?<!\bProf\.)"
# Possessive, so that a run of dots costs its length and no more.
_SENTENCE_END = rf"""[.!?…]++{_TITLE}(?:[\s)"']+|$)|\n+|;\s*|:\s|(?<!\d)\s-++\s|\s-++\s(?!\d)|\s?\.{{2,}}+\s*"""
_SPLIT = re.compile(_SENTENCE_END)
# The same where no dash and no two dots stand, beginning with what the library looks for at once.
_SPLIT_SOON = re.compile(
    rf"""[.!?…\n;:](?:(?<=[.!?…])[.!?…]*+{_TITLE}(?:[\s)"']+|$)|(?<=\n)\n*|(?<=;)\s*|(?<=:)\s)""",
)
# "Has it arrived yet?" turns nowhere; "it arrived, yet" does.
_BREAK = re.compile(_SENTENCE_END + r"|,?\s(?:but|however|although|though|whereas|unless)\b|,\s+yet\b", re.IGNORECASE)
# A text without any of these is one stretch, and need not be searched at every character.
_MAY_END = re.compile(r"[.!?…\n;:-]")
_TURNS = ("but", "though", "however", "unless", "whereas", "yet")
_ENDS = frozenset(".!?")

LONGEST = 4_000
"""Characters of a text that are read; what follows counts for nothing. VADER's cost grows with
the square of the length: 64 kB take 8.8 s."""
AHEAD = 512
"""Characters behind the cut in which secrets are still looked for: of a number that the cut parts, the half before it
would be no number any more, and would stay."""


class Span(Struct, frozen=True, gc=False):
    """A stretch of the message, ``[start, end)`` in characters; ``question`` if it ends in '?'."""

    start: int
    end: int
    question: bool


def prepare(text: str) -> str:
    """Straighten quotes and blank out handles and addresses; the length stays (up to a cut)."""
    ready = text[:LONGEST]
    if not ready.isascii() or "`" in ready or "\t" in ready or "\r" in ready:
        ready = ready.translate(_STRAIGHT)
    if "@" not in ready and "http" not in ready and "www" not in ready and "^" not in ready:
        return ready
    pieces: list[str] = []
    at = 0
    for match in _NOISE.finditer(ready):
        start, end = match.span(1) if match.start(1) >= 0 else match.span(2)
        pieces += (ready[at:start], " " * (end - start))
        at = end
    return "".join((*pieces, ready[at:])) if pieces else ready


# One text is asked for several times in a row.
@lru_cache(maxsize=4)
def sentences(ready: str) -> tuple[Span, ...]:
    """The sentences of a prepared text, without those that hold no letter or digit."""
    soon = "-" not in ready and ".." not in ready
    return _whole(ready) or tuple(_spans(ready, _SPLIT_SOON if soon else _SPLIT))


@lru_cache(maxsize=4)
def clauses(ready: str) -> tuple[Span, ...]:
    """Sentences cut again where the sense turns: "but", "although", "unless"."""
    lower = ready.lower()
    for word in _TURNS:
        if word in lower:
            return tuple(_spans(ready, _BREAK))
    return sentences(ready)


def _whole(ready: str) -> tuple[Span, ...]:
    """The only stretch of a text that holds no end but its last character; nothing for another text."""
    last = ready[-1:]
    end = len(ready) - (last in _ENDS)
    if _MAY_END.search(ready, 0, end) or not ready[:end].strip():
        return ()
    return (Span(0, end, last == "?"),)


def _spans(ready: str, at: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in at.finditer(ready):
        end = match.start()
        if ready[start:end].strip():
            yield Span(start, end, "?" in match.group())
        # A turning word belongs to the clause that it opens.
        start = end if match.group()[-1:].isalpha() else match.end()
    if ready[start:].strip():
        yield Span(start, len(ready), question=False)
