"""Replies and escalations, counted for *Practice*."""

from collections import Counter
from collections.abc import Iterable
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from pipeline.console.escalations import Escalation
from pipeline.domain.escalation import EscalationStep, Reason, Why
from pipeline.domain.practice import KINDS, Kind

HOUR_MS = 3_600_000
MOST_HOURS = 24 * 7
"""As far back as anything is counted."""
What: TypeAlias = Literal["opened", "acknowledged", "resolved", "false_alarm"]

ENDED_BY: dict[Why, What] = {"resolved": "resolved", "false_alarm": "false_alarm"}


class Cell(Struct, frozen=True):
    """What replies are counted by."""

    hour: int
    team: str
    queue: str
    agent: str
    kind: Kind


class Counted(Protocol):
    """What a number is kept of."""

    @property
    def hour(self) -> int:
        """Since the epoch."""


T = TypeVar("T", bound=Counted)


class Hourly(Generic[T]):
    """Numbers of the last hours, back from the latest that was counted."""

    def __init__(self) -> None:
        self._hours: dict[int, Counter[T]] = {}
        self._latest = 0

    def add(self, cell: T, number: int = 1) -> None:
        """Count it; what lies too far back is not."""
        if cell.hour > self._latest:
            self._latest = cell.hour
            for hour in [hour for hour in self._hours if hour <= cell.hour - MOST_HOURS]:
                del self._hours[hour]
        if cell.hour > self._latest - MOST_HOURS:
            self._hours.setdefault(cell.hour, Counter())[cell] += number

    def cells(self) -> list[tuple[T, int]]:
        """All that is counted."""
        return [told for cells in self._hours.values() for told in cells.items()]


class Share(Struct, frozen=True):
    """The replies of one team, or of one agent."""

    name: str
    counts: tuple[int, ...]
    """By kind, in the order of ``KINDS``."""

    @property
    def replies(self) -> int:
        """All of them."""
        return sum(self.counts)

    @property
    def empathy(self) -> float:
        """Which part showed empathy, 0-1."""
        return (self.counts[0] + self.counts[1]) / max(1, self.replies)

    @property
    def action(self) -> float:
        """Which part acted, 0-1."""
        return (self.counts[0] + self.counts[2]) / max(1, self.replies)


def shares(cells: Iterable[tuple[Cell, int]], by: str) -> list[Share]:
    """The replies by ``team`` or ``agent``, most first."""
    found: dict[str, Counter[Kind]] = {}
    for cell, number in cells:
        found.setdefault(getattr(cell, by), Counter())[cell.kind] += number
    made = [Share(name, tuple(counts[kind] for kind in KINDS)) for name, counts in found.items()]
    return sorted(made, key=lambda share: (-share.replies, share.name))


def together(parts: Iterable[Share]) -> Share:
    """All of them as one."""
    return Share("all", tuple(map(sum, zip(*(share.counts for share in parts), strict=True))) or (0,) * len(KINDS))


class RuleTally(Struct, frozen=True):
    """What became of one rule's escalations; each counts by its last verdict."""

    reason: Reason
    opened: int
    acknowledged: int
    resolved: int
    false_alarm: int

    @property
    def precision(self) -> float | None:
        """Which part of those judged was right, 0-1; None where none was. Who acknowledged one has only taken it."""
        judged = self.resolved + self.false_alarm
        return self.resolved / judged if judged else None


class Ruled(Struct, frozen=True):
    """What escalations are counted by, in the hour in which they opened."""

    hour: int
    team: str
    queue: str
    reason: Reason
    what: What


class Rulings:
    """Escalations opened, and judged. Used in the event loop."""

    def __init__(self) -> None:
        self.version = 0
        self._counts: Hourly[Ruled] = Hourly()

    def note(self, found: Escalation, step: EscalationStep) -> None:
        """Count a step that ``found`` has just taken."""
        if step.type == "opened":
            self._add(found, "opened")
        elif step.type == "acknowledged":
            self._add(found, "acknowledged", [s.type for s in found.steps].count("acknowledged") == 1)
        elif (verdict := ENDED_BY.get(step.why or "ended")) is not None:
            self._add(found, verdict)
            self._add(found, "acknowledged", -(found.acknowledged_at is not None))

    def cells(self) -> list[tuple[Ruled, int]]:
        """All that is counted."""
        return self._counts.cells()

    def _add(self, found: Escalation, what: What, number: int = 1) -> None:
        self.version += 1
        ruled = Ruled(found.opened_at // HOUR_MS, found.team or "", found.queue or "", found.reason, what)
        self._counts.add(ruled, number)


def by_rule(cells: Iterable[tuple[Ruled, int]]) -> list[RuleTally]:
    """What became of each rule's escalations, most opened first."""
    found: dict[Reason, Counter[What]] = {}
    for cell, number in cells:
        found.setdefault(cell.reason, Counter())[cell.what] += number
    made = [
        RuleTally(reason, n["opened"], n["acknowledged"], n["resolved"], n["false_alarm"])
        for reason, n in found.items()
    ]
    return sorted(made, key=lambda tally: (-tally.opened, tally.reason))
