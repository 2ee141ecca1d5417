"""A conversation for tests, in the fold's own words: times in seconds, cues by name, no texts."""

from typing import TypedDict

from msgspec import Struct

from pipeline.domain.cues import Cue, Deadline, PromiseKind, PromiseMade, Reading
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import (
    Action,
    Erase,
    Event,
    Feedback,
    Message,
    Outcome,
    Role,
    Status,
    StatusChange,
    Verdict,
)
from pipeline.domain.facts import Fact
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.domain.watch import Watch

MONDAY = 1_772_409_600_000
"""2026-03-02 00:00 UTC, a Monday; second 0 of every chat is nine hours later."""
ZERO = MONDAY + 9 * 3_600_000
FOREVER = ZERO + 60 * 86_400_000


class Common(TypedDict):
    """What every event of a conversation has."""

    id: str
    conversation_id: str
    at: int
    replayed: bool


class Told(Struct, frozen=True):
    """A step as a test reads it: seconds from the start of the chat."""

    at: float
    type: str
    reason: str
    why: str | None = None


class Chat:
    """Folds what it is told and keeps every outcome."""

    def __init__(self, rules: Rules | None = None, name: str = "c-1") -> None:
        self.partition = Partition(rules or Rules())
        self.name = name
        self.partition.watch = Watch(self.partition.rules)
        self.outcomes: list[FoldOutcome] = []
        self.facts: list[Fact] = []
        self.replaying = False
        """Whether what follows are dead letters that are sent again."""
        self._count = 0

    def customer(self, at: float, *cues: str, distress: float = 0.1, substance: bool = True, text: bool = True) -> str:
        reading = Reading(
            cues=_cues(cues), opening="their words" if text else "", distress=distress, substance=substance
        )
        return self.message(at, "customer", "cu", reading)

    def agent(
        self,
        at: float,
        *cues: str,
        by: str = "ag-1",
        asks: tuple[int, ...] = (),
        promise: tuple[PromiseKind, int] | Deadline | None = None,
        sketch: tuple[int, ...] = (),
        substance: bool | None = None,
    ) -> str:
        shown = _cues(cues)
        promises: tuple[PromiseMade, ...] = ()
        if promise is not None:
            kind, deadline = _deadline(promise)
            shown = (*shown, *_cues((f"promise.{kind}",)))
            promises = (PromiseMade(kind, deadline, len(shown) - 1),)
        empty = all(cue.name.startswith(("empathy", "promise", "talk")) for cue in shown)
        reading = Reading(
            cues=shown,
            opening="their words",
            promises=promises,
            requests=asks,
            sketch=sketch,
            substance=not (shown and empty) if substance is None else substance,
        )
        return self.message(at, "agent", by, reading)

    def bot(self, at: float) -> str:
        return self.message(at, "bot", "bot", Reading())

    def message(self, at: float, role: Role, author: str, reading: Reading, *, internal: bool = False) -> str:
        event = Message(**self._common(at), role=role, author_id=author, text="…", reading=reading, internal=internal)
        return self.tell(event)

    def action(self, at: float, outcome: Outcome = "succeeded", name: str = "refund") -> str:
        return self.tell(Action(**self._common(at), role="agent", action=name, words=name, outcome=outcome))

    def status(self, at: float, status: Status, agent: str = "") -> str:
        return self.tell(StatusChange(**self._common(at), role="system", status=status, agent_id=agent))

    def feedback(self, at: float, escalation_id: str, verdict: Verdict) -> str:
        event = Feedback(**self._common(at), role="supervisor", escalation_id=escalation_id, verdict=verdict)
        return self.tell(event)

    def erase(self, at: float) -> str:
        return self.tell(Erase(**self._common(at), role="system"))

    def tell(self, event: Event) -> str:
        self.outcomes += self.partition.fold(event)
        self.facts += self.partition.commit()
        return getattr(event, "id", "")

    def until(self, at: float) -> "Chat":
        """Let time pass, and ``lateness`` more."""
        self.outcomes += self.partition.advance(ZERO + round(at * 1_000) + 2_000)
        self.facts += self.partition.commit()
        return self

    def end(self) -> "Chat":
        """Let time pass until nothing can be due."""
        self.outcomes += self.partition.advance(FOREVER)
        self.facts += self.partition.commit()
        return self

    @property
    def steps(self) -> list[EscalationStep]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, EscalationStep)]

    @property
    def told(self) -> list[Told]:
        return [Told((s.at - ZERO) / 1_000, s.type, s.reason, s.why) for s in self.steps]

    @property
    def opened(self) -> list[tuple[float, str]]:
        return [(told.at, told.reason) for told in self.told if told.type == "opened"]

    def ended(self, reason: str) -> list[tuple[float, str | None]]:
        return [(t.at, t.why) for t in self.told if t.reason == reason and t.type in {"withdrawn", "closed"}]

    def _common(self, at: float) -> Common:
        self._count += 1
        at_ms = ZERO + round(at * 1_000)
        return Common(id=f"e-{self._count}", conversation_id=self.name, at=at_ms, replayed=self.replaying)


def _cues(names: tuple[str, ...]) -> tuple[Cue, ...]:
    return tuple(Cue(name, f"words that show {name}", 0, 5) for name in names)


def _deadline(promise: tuple[PromiseKind, int] | Deadline) -> tuple[PromiseKind, Deadline]:
    if isinstance(promise, Deadline):
        return "action", promise
    kind, seconds = promise
    return kind, Deadline("seconds", seconds)
