r"""Lexicon files: named cues, the patterns that show them, and the texts that prove the patterns.

A file under ``lexicons/`` holds tables of this form::

    [fragments]                      # short names for what many patterns share; %{grim} is every clearly bad word
    we = "(?:i|we)(?: have|'?ve)"

    [[cue]]
    name = "action.done"             # the cue; several tables may share a name
    role = "agent"                   # who says it: customer or agent
    scope = "clause"                 # clause (default), sentence or message
    weight = 1.0                     # what it adds to the measure that its family feeds
    patterns = ["%{we} refunded"]    # RE2, case-insensitive; any one is enough
    unless = ['''\bonce\b''']          # none of these in the same scope
    match = ["I've refunded you"]    # tested: the whole reader finds the cue
    no_match = ["I'll refund you"]   # tested: the whole reader does not
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

Speaker = Literal["customer", "agent"]
Scope = Literal["clause", "sentence", "message"]


class CueRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One table of a lexicon file, fragments already put in."""

    name: str
    role: Speaker
    patterns: tuple[str, ...]
    scope: Scope = "clause"
    weight: float = 1.0
    unless: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    cue: tuple[CueRule, ...]
    fragments: dict[str, str] = {}


GRIM = -1.4
"""VADER's valence (-4 to 4) from which on down a word is clearly bad."""
GRIM_LETTERS = 4
_OF_MACHINES = frozenset(
    (
        "abort", "aborted", "block", "blocked", "blocks", "broken", "cancel", "cancelled", "cancelling",
        "crash", "crashed", "cut", "damage", "damaged", "dead", "defect", "defects", "denied", "disabled",
        "drop", "dropped", "error", "errors", "fail", "failed", "failing", "fails", "failure", "failures",
        "fault", "fired", "forced", "hell", "ignore", "ignored", "kill", "killed", "lost", "missing",
        "reject", "rejected", "stopped", "stuck", "warning", "warnings", "wrong",
    )
)  # fmt: skip


class LexiconError(ValueError):
    """A lexicon file that cannot be used: which one, and why."""


def shipped() -> tuple[CueRule, ...]:
    """Every rule of the lexicons that come with Makegood, in the order of their files."""
    folder = resources.files("pipeline.language") / "lexicons"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(rule for f in files for rule in parse(f.name, f.read_text(encoding="utf-8")))


def parse(name: str, text: str) -> tuple[CueRule, ...]:
    """The rules of one file. Raises :class:`LexiconError`."""
    try:
        read = msgspec.convert(tomllib.loads(text), _File)
        fragments = {"grim": _grim(), **read.fragments}
        return tuple(_expanded(rule, fragments) for rule in read.cue)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, KeyError) as error:
        message = f"{name}: {error}"
        raise LexiconError(message) from error


@cache
def _grim() -> str:
    """Words that VADER calls clearly bad, as one alternative; not those that support uses of machines."""
    scores = SentimentIntensityAnalyzer().lexicon
    words = (w for w, valence in scores.items() if valence <= GRIM and w.isalpha() and len(w) >= GRIM_LETTERS)
    return "(?:" + "|".join(sorted(set(words) - _OF_MACHINES)) + ")"


def _expanded(rule: CueRule, fragments: dict[str, str]) -> CueRule:
    def put_in(pattern: str) -> str:
        # Fragments may use fragments, to any depth that ends.
        while "%{" in pattern:
            head, rest = pattern.split("%{", 1)
            key, tail = rest.split("}", 1)
            pattern = head + fragments[key] + tail
        return pattern

    return msgspec.structs.replace(
        rule,
        patterns=tuple(map(put_in, rule.patterns)),
        unless=tuple(map(put_in, rule.unless)),
    )
