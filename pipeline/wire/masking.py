"""Hides what identifies a person or opens a door before a text leaves: nothing of it is kept, only its kind.

Cards, accounts, phone and order numbers, e-mail addresses, keys and tokens: found in a plain copy of the text, hidden
in the text itself. Dates, times of day, prices and the last four digits of a card stay. In doubt it hides: a quote
with one word too few still shows what happened.

Secrets are found in a whole text before it is cut: half a number is no number any more, and would stay.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import re2
from stdnum import iban, luhn

from pipeline.language.quotes import Secret, shown
from pipeline.wire.disorder import LONG, are_plain_words, are_words, is_language, is_plain_word
from pipeline.wire.plain import plain
from pipeline.wire.suspicion import DIGIT_WORDS, Suspicion, suspicions

Span: TypeAlias = tuple[int, int, str]
"""Start, end, kind."""


def mask(text: str) -> str:
    """``text`` with each secret replaced by its kind in brackets. Linear in its length; idempotent."""
    return shown(text, secrets(text))


def secrets(text: str) -> list[Secret]:
    """Where the secrets of ``text`` stand, in order and apart."""
    folded = plain(text)
    suspected = suspicions(folded.text)
    if not suspected:
        return []
    # Of those that begin together the longest gives its name; what overlaps is one.
    spans = [span for suspicion, find in _FINDERS if suspicion in suspected for span in find(folded.text)]
    spans.sort(key=lambda span: (span[0], -span[1]))
    found: list[Secret] = []
    end = 0
    for start, stop, kind in spans:
        if stop <= end:
            continue
        first, last = folded.original(start, stop)
        if start < end and found:
            found[-1] = (found[-1][0], last, found[-1][2])
        else:
            found.append((first, last, kind))
        end = stop
    return found


def _pattern(pattern: str) -> Any:  # noqa: ANN401 - re2 has no types
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20
    return re2.compile(pattern, options)


def _finder(kind: str, pattern: str, keep: Callable[[str], bool] | None = None) -> Callable[[str], Iterator[Span]]:
    """Finds what matches; where the pattern has a group, that is what is hidden. ``keep`` lets a match stand."""
    compiled = _pattern(pattern)
    group = 1 if compiled.groups else 0

    def find(text: str) -> Iterator[Span]:
        for match in compiled.finditer(text):
            start, end = match.span(group)
            if start < end and not (keep and keep(text[start:end])):
                yield start, end, kind

    return find


_TIME = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?"
_DATE = r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
_SHORT_DATE = r"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:19|20)\d\d|\d\d)"
_YEARS = r"(?:19|20)\d\d\s?[-/]\s?(?:(?:19|20)\d\d|\d\d)|(?:0?[1-9]|[12]\d|3[01]) (?:19|20)\d\d"
_WHEN = _pattern(rf"(?:{_DATE}|{_SHORT_DATE})(?:\s\d\d?)?|{_TIME}\s?[-/]\s?{_TIME}|{_YEARS}")


def _is_when(found: str) -> bool:
    """Dates, "10:15-11:30", "2025/2026", "12 2026" (of March): digits that are no number of anything."""
    return bool(_WHEN.fullmatch(found))


_CARD_LENGTHS, _PHONE_LENGTHS = range(13, 20), range(9, 13)
# Seven digits with spaces and signs between; twelve with anything but words between.
_LOOSE = _pattern(r"\+?[(]?\d(?:[ \t\r\n._/()+-]{0,4}\d){6,}")
_SCATTERED = _pattern(r"\d(?:[^A-Za-z0-9~]{0,4}\d){11,}")


# "@115821 4th parcel": the number of a handle, and one that counts something; the run of five is hidden by itself.
_HANDLE_AND_COUNT = re.compile(r"(?<!\S)@[1-9]\d{4,6} \d{1,2}(?=(?:st|nd|rd|th)\b|\s[A-Za-z]{2})")


def _numbers(text: str) -> Iterator[Span]:
    for match in (*_LOOSE.finditer(text), *_SCATTERED.finditer(text)):
        found = match.group()
        counted = _HANDLE_AND_COUNT.match(text, max(0, match.start() - 1))
        if not _is_when(found) and not (counted and counted.end() == match.end()):
            yield *match.span(), _kind(found)


def _kind(found: str) -> str:
    digits = "".join(filter(str.isdigit, found))
    if len(digits) in _CARD_LENGTHS and luhn.is_valid(digits):
        return "card"
    return "phone" if found[0] == "+" or (found[0] in "(0" and len(digits) in _PHONE_LENGTHS) else "number"


FEWEST_IN_GROUPS = 6
_IN_GROUPS = _pattern(r"\b\d{1,4}(?:[ -]\d{1,4})+\b")


def _groups(text: str) -> Iterator[Span]:
    for match in _IN_GROUPS.finditer(text):
        found = match.group()
        if sum(map(str.isdigit, found)) >= FEWEST_IN_GROUPS and not _is_when(found):
            yield *match.span(), "number"


SHORTEST_IBAN = 15
_MAYBE_IBAN = _pattern(r"\b[A-Z]{2}\d\d(?:[ -]{0,2}[A-Z0-9]){11,32}\b")


def _ibans(text: str) -> Iterator[Span]:
    for match in _MAYBE_IBAN.finditer(text):
        places = [place for place in range(*match.span()) if text[place].isalnum()]
        compact = "".join(text[place] for place in places)
        # Words behind it look like more of it; each country's have one length.
        for length in _checked_lengths(compact):
            if iban.is_valid(compact[:length]):
                yield places[0], places[length - 1] + 1, "iban"


def _checked_lengths(compact: str) -> Iterator[int]:
    """How much of an IBAN and what follows has the right check digits, by ISO 7064 and in one pass."""
    head = int("".join(str(int(character, 36)) for character in compact[:4]))
    rest = 0
    for length, character in enumerate(compact[4:], 5):
        value = int(character, 36)
        rest = (rest * (10 if value < 10 else 100) + value) % 97  # noqa: PLR2004 - a letter counts as two digits
        if length >= SHORTEST_IBAN and (rest * 10**6 + head) % 97 == 1:
            yield length


_TOKEN = re.compile(r"[\w+/=.-]{5,}", re.ASCII)


def _disordered(text: str) -> Iterator[Span]:
    for match in _TOKEN.finditer(text):
        token = match.group()
        # Most are plain words.
        if not (token.isalpha() and len(token) < LONG) and not is_language(token):
            yield *match.span(), "key"


_DIGIT_WORD = rf"(?:{'|'.join(DIGIT_WORDS)})"
_DOT = r"(?:\s{0,2}\.\s?|\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*|\s+dot\s+)"
_AT = r"(?:\s{0,2}@\s{0,2}|\s*[\[({]\s*(?:at|@)\s*[\])}]\s*|\s+at\s+)"
_LOCAL = r"""[^\s@<>()\[\],;:"]"""
_PROVIDER = r"(?:g(?:oogle)?mail|yahoo|ymail|hotmail|outlook|icloud|aol|proton(?:mail)?|gmx|live|msn)"
_ANNOUNCED = (
    r"(?:pass\s?(?:word|code|phrase)|passwd|pwd|pw|pin|cvv2?|cvc|otp|secret|token|(?:api|access|licen[cs]e|private|secret)"
    r"[\s_-]?(?:key|token)|(?:security|verification|one[\s-]?time|access|log-?in|confirmation|reset)\s?(?:code|pin))"
)
# "My pin's 1234"; a typographic apostrophe is a space in the plain copy.
_IS = r"(?:'s| s)?"
_DIGITS = r"\d{1,4}(?:[ -]\d{1,4})+\b"

_ADDRESS = _pattern(rf'"[^"\n]{{1,64}}"@\S+|{_LOCAL}+\s{{0,2}}@\s{{0,2}}[\w~\[-][\w~.:\]-]*(?:\s?\.\s?[\w~-]+)*')
# A word or a short number, then a handle, of which no domain is spelt out.
_WORD_AND_HANDLE = re.compile(
    r"(?:['~A-Za-z-]*[~A-Za-z]|\d{1,3}(?:st|nd|rd|th|am|pm)?)[!?.&*'/)-]*\s{1,2}@(?P<handle>\w++)[.:-]*+"
    r"(?!\s{0,2}\.?\s{0,2}(?:com|net|org|co|io|eu|uk|ie|de|fr|es|nl|ca|au|nz|edu|gov|info|biz)\b)"
)
_IS_PROVIDER = re.compile(rf"{_PROVIDER}\Z", re.IGNORECASE)


def _addresses(text: str) -> Iterator[Span]:
    for match in _ADDRESS.finditer(text):
        handle = _WORD_AND_HANDLE.fullmatch(match.group())
        # What follows is looked at in the text, not in the match.
        if handle and _WORD_AND_HANDLE.match(text, match.start()) and not _IS_PROVIDER.match(handle["handle"]):
            continue
        yield *match.span(), "email"


_FINDERS: tuple[tuple[Suspicion, Callable[[str], Iterator[Span]]], ...] = (
    ("block", _finder("key", r"-----BEGIN [A-Z ]*KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z ]*-----)?")),
    ("at", _addresses),
    (
        "dot",
        _finder("email", rf"{_LOCAL}+{_AT}[\w~-]+(?:{_DOT}[\w~-]+)*(?:\s*[\[({{]\s*dot\s*[\])}}]\s*|\s+dot\s+)[\w~-]+"),
    ),
    ("provider", _finder("email", rf"{_LOCAL}+{_AT}{_PROVIDER}{_DOT}[a-z]{{2,6}}(?:{_DOT}[a-z]{{2}})?\b")),
    (
        "announced",
        _finder(
            "key",
            rf"\b(?:{_ANNOUNCED}|pass){_IS}\s*(?:[:=]\s*|\s(?:number|no\.?|code|is|was)\s*[:=]\s*)({_DIGITS}|\S+)",
        ),
    ),
    (
        "announced",
        _finder(
            "key",
            rf"\b(?:{_ANNOUNCED}|pass (?:is|was)){_IS}\s+(?:(?:number|no\.?|code|is|was)\s+)*({_DIGITS}|[^\s.,!?]+)",
            is_plain_word,
        ),
    ),
    ("scheme", _finder("key", r"\bbearer\s+([\w~+/=.-]{8,})")),
    ("scheme", _finder("key", r"\bbasic\s+([\w~+/=.-]{8,})", are_plain_words)),
    ("joint", _finder("key", r"\b(?:(?:[sprw]k|pat|gh[a-z]|github_pat|glpat|xox[a-z])[_-][\w.-]{8,}|eyj[\w.-]{12,})")),
    ("iban", _ibans),
    ("disorder", _disordered),
    ("groups", _finder("key", r"\b[a-z0-9]{4,8}(?:[ -][a-z0-9]{4,8}){2,}\b", are_words)),
    ("loose", _numbers),
    ("run", _finder("number", r"[\w-]*\d{5,}[\w-]*", _is_when)),
    ("pairs", _groups),
    ("spoken", _finder("number", rf"\b{_DIGIT_WORD}(?:[\s,.-]{{1,3}}(?:{_DIGIT_WORD}|\d)){{4,}}\b")),
)
