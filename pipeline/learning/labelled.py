"""Labelled JSON lines, and what Makegood says of each.

A line is a message, a conversation, or an escalation that somebody has judged::

    {"role": "agent", "text": "I've refunded it.", "labels": {"resolving": true, "empathy": false}}
    {"conversation_id": "c-9", "events": [{"type": "message", …}, …], "labels": {"escalation": true}}
    {"conversation_id": "c-9", "reason": "distress", "score": 0.7, "labels": {"escalation": false}}

A message may say in ``asked`` what is to be done, in words; ``resolving`` is then whether the message does that.

``labels`` of a message: ``distress`` (customers), ``empathy``, ``resolving``, ``canned`` (agents), or a cue's name or
the beginning of one (``promise.check``; ``deferral|request``: either). ``escalation`` of a conversation: whether it
needs a senior for any reason, or for ``reason`` where the line names one; of an escalation that has happened: whether
it was right. ``conversation_id`` also tells which lines are drawn together for the intervals. Unknown keys are left.
"""

from difflib import get_close_matches
from typing import Literal

import msgspec
from msgspec import Struct

from pipeline.domain.cues import Reading
from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.domain.events import Role
from pipeline.domain.partition import FoldError, Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.learning.measures import Judged
from pipeline.wire.codec import Decoder, Rejected

Graded = Literal["distress", "empathy", "resolving"]

DISTRESSED = 0.5
"""Distress from which on a reader would call the customer distressed."""
RESOLVING = 0.5
"""The grade from which on a message is taken to do what was asked."""
_DECIDES = {"empathy": "empathy.", "resolving": "action."}
"""The cues by which the fold decides; the grades rank."""
_MEASURED = ("distress", *_DECIDES, "canned", "escalation")
"""The labels that are no cues."""


class Labelled(Struct, frozen=True):
    """One line."""

    labels: dict[str, bool]
    role: Role | None = None
    text: str | None = None
    asked: str = ""
    conversation_id: str = ""
    events: tuple[msgspec.Raw, ...] = ()
    reason: Reason | None = None
    score: float | None = None
    name: str = ""
    """What the figures are told apart by, where not by the label: a data set."""


class LabelError(ValueError):
    """A line that cannot be judged: why, and what it should be."""


class Judge:
    """Says of labelled lines what Makegood does."""

    def __init__(self, reader: Reader, rules: Rules) -> None:
        """``canned`` goes by the templates of the rules."""
        self._reader = reader
        self._decoder = Decoder(reader.read_all)
        self._rules = rules
        self._line = msgspec.json.Decoder(Labelled)

    def judged(self, line: bytes, number: int) -> list[tuple[str, Judged]]:
        """Each label of a line by its name, with what was judged. Raises LabelError: no label of it counts then."""
        try:
            told = self._line.decode(line)
        except UnicodeDecodeError:
            raise LabelError("its bytes are no UTF-8; save the file as UTF-8") from None
        except (msgspec.DecodeError, RecursionError) as error:
            raise LabelError(str(error)) from None
        drawn = told.conversation_id or f"line {number}"
        found = []
        for label, truth in told.labels.items():
            decided, score = self._escalated(told) if label == "escalation" else self._said(told, label)
            found.append((f"{told.name} {label}".strip(), Judged(drawn, truth, decided, score)))
        return found

    def _said(self, told: Labelled, label: str) -> tuple[bool, float | None]:
        if told.role is None or told.text is None:
            raise LabelError(f"label {label!r} needs `role` and `text`")
        reading, grades = self._reader.grade(told.text, told.role, told.asked)
        if label == "canned":
            if not self._rules.templates:
                raise LabelError("label 'canned' needs rules with templates: makegood learn, then --rules")
            near = self._rules.templates.nearest(reading.sketch)
            return near >= self._rules.canned_similarity, near
        if label == "resolving" and told.asked and label in grades:
            return grades[label] >= RESOLVING, grades[label]
        if label == "distress" and "distress" in grades:
            return grades[label] >= DISTRESSED, grades[label]
        if label in _DECIDES and label in grades:
            return _shows(reading, _DECIDES[label]), grades[label]
        if label in {"distress", *_DECIDES}:
            raise LabelError(f"label {label!r} does not go with role {told.role!r}")
        return any(_shows(reading, name) for name in self._cues(label)), None

    def _cues(self, label: str) -> list[str]:
        names = label.split("|")
        known = self._reader.cues
        for name in names:
            if not name or not any(cue.startswith(name) for cue in known):
                families = {cue.partition(".")[0] for cue in known}
                near = get_close_matches(name, sorted({*known, *families, *_MEASURED}), 1)
                meant = f"; meant is perhaps {near[0]}" if near else ""
                raise LabelError(f"label {label!r}: no cue begins with {name!r}{meant}")
        return names

    def _escalated(self, told: Labelled) -> tuple[bool, float | None]:
        if not told.events:
            if told.reason is None:
                raise LabelError("label 'escalation' needs `events`, or the `reason` of an escalation that happened")
            return True, told.score
        partition = Partition(self._rules)
        outcomes = []
        try:
            for event in told.events:
                outcomes += partition.fold(self._decoder.event(bytes(event)))
        except Rejected as error:
            raise LabelError(f"an event is none ({error.in_full})") from None
        except FoldError as error:
            raise LabelError(f"under these rules: {error}") from None
        while (at := partition.next_due()) is not None:
            outcomes += partition.advance(at)
        if partition.quarantined:
            raise LabelError("under these rules: what falls due in it cannot be settled")
        scores = [
            step.score
            for step in outcomes
            if isinstance(step, EscalationStep) and step.score is not None and told.reason in {None, step.reason}
        ]
        return bool(scores), max(scores, default=0.0)


def _shows(reading: Reading, family: str) -> bool:
    return any(cue.name.startswith(family) for cue in reading.cues)
