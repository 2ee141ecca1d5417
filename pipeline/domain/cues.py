"""What a message does: named cues, with the characters that show them.

A :class:`Reading` is all the fold ever learns of a text. It is made by ``pipeline.language`` and
carried by the event, so that the fold stays free of text, patterns and word lists.
"""

from typing import Literal

from msgspec import Struct

PromiseKind = Literal["action", "answer", "check", "handoff"]
"""What was announced: an action, an answer, only a look ("let me check"), or somebody else."""

TimeKind = Literal[
    "seconds", "clock_time", "day_end", "weekday", "weekday_week", "business_days", "month_end", "date", "short_date"
]


SKETCH_SIZE = 24
"""Hashes in a full sketch: bottom-k sampling estimates the share of common word pairs to about ±0.1."""


class Cue(Struct, frozen=True, gc=False):
    """A named thing that a message does, e.g. ``empathy.understanding`` or ``threat.legal``."""

    name: str
    quote: str
    """The words that show it, masked, at most 160 characters."""
    start: int
    end: int
    """Where the words stand in the message as it was written, in characters."""


class Deadline(Struct, frozen=True, gc=False):
    """When a promise falls due, counted from the message that makes it."""

    kind: TimeKind
    amount: int = 0
    """By kind: seconds; minutes after midnight (``clock_time``); days from today (``day_end``); Monday = 0, Monday of
    next week = 7, of the week after = 14 (``weekday``); Monday = 0, a week later (``weekday_week``); business days;
    months from this one (``month_end``); month * 100 + day, month 0 for the next such day, day 0 for the month's last
    (``date``); two numbers of which either may be the month, first * 100 + second (``short_date``)."""
    clock: int | None = None
    """Minutes after midnight of the day that ``kind`` names; where there are none, the day's end counts."""
    instead: "Deadline | None" = None
    """What counts where a date is past."""


class PromiseMade(Struct, frozen=True, gc=False):
    """A promise as it stands in a text."""

    kind: PromiseKind
    deadline: Deadline
    cue: int
    """Which of the reading's cues shows it."""


class Reading(Struct, frozen=True):
    """A text, understood. The empty reading is that of a message without text."""

    cues: tuple[Cue, ...] = ()
    opening: str = ""
    """The first words of the text, masked, at most 160 characters."""
    distress: float = 0.0
    """0-1, this customer message alone, before smoothing."""
    promises: tuple[PromiseMade, ...] = ()
    requests: tuple[int, ...] = ()
    """A 32-bit key for each thing that the agent asks the customer for."""
    sketch: tuple[int, ...] = ()
    """The smallest hashes of an agent's word pairs, sorted, for finding near-copies; empty for
    short texts and greetings."""
    substance: bool = True
    """False where a text holds only fillers, thanks, greetings, sympathy, an agent's questions: nothing new."""
    supported: bool = True
    """False where the language is not one that the lexicons cover: only time counts then."""


NOTHING_READ = Reading()
