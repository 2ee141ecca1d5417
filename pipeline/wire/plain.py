"""A plain copy of a text in which disguised digits and letters stand as ASCII, with the way back to the text."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"})
# Letters by category, shown as nothing: the fillers of Hangul and Braille's empty cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5")
_DASHES = frozenset({"Pd"})


class PlainText(Struct, frozen=True):
    """ASCII only: what has no ASCII form is a ``~`` (a letter) or a space."""

    text: str
    places: Sequence[int]
    """For each character of ``text`` its place in the original; the last entry is the original's length."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that became ``text[start:end]``, with what is invisible behind it."""
        return self.places[start], max(self.places[end - 1] + 1, self.places[end])


def plain(text: str) -> PlainText:
    """Fold ``text``; invisible characters vanish, a text of ASCII stays as it is."""
    if text.isascii():
        return PlainText(text, range(len(text) + 1))
    odd = {ord(character): _folded(character) for character in set(text) if not character.isascii()}
    if all(len(folded) == 1 for folded in odd.values()):
        return PlainText(text.translate(odd), range(len(text) + 1))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for folded in _folded(character):
            characters.append(folded)
            places.append(place)
    places.append(len(text))
    return PlainText("".join(characters), places)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isascii():
        return character
    if character in _BLANK or unicodedata.category(character) in _INVISIBLE:
        return ""
    return "".join(_ascii(part) for part in unicodedata.normalize("NFKD", character))


def _ascii(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if category in _DASHES or character == "\u2212":  # the minus sign
        return "-"
    return "~" if category.startswith(("L", "N")) else " "
