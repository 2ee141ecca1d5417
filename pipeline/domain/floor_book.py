"""The floor as a ledger keeps it: folded in batches, with its clock and its deadlines, entry by entry.

The counterpart of :class:`pipeline.domain.partition.Partition` for the second fold.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Feedback
from pipeline.domain.floor import Answer, Case, Decision, Floor, RoutingEvent, SeniorProfile
from pipeline.domain.routing import due, step
from pipeline.domain.routing_agenda import Agenda
from pipeline.domain.routing_taken import taken
from pipeline.domain.rules import Rules, milliseconds

Entry = SeniorProfile | Case | int
"""What is kept under a name: ``s/…`` a senior, ``c/…`` a case, ``g/…`` since when a team's alarms are grouped,
``t`` the time of the last thing that happened.
"""


class FloorBook:
    """The floor in memory. What memory holds changes only at :meth:`commit`."""

    def __init__(self, rules: Rules, entries: Mapping[str, Entry] | None = None, clock: int = 0) -> None:
        """Take over ``entries`` with the ``clock`` (ms)."""
        self.rules = rules
        self.clock = clock
        self.taken: list[Feedback] = []
        """What came into a senior's hands with the event folded last."""
        self._floor = self._before = _floor(entries or {})
        self._agenda = Agenda(self._floor.cases.values(), rules)
        self._old_clock = clock

    @property
    def floor(self) -> Floor:
        """As it stands in the running batch."""
        return self._floor

    def __len__(self) -> int:
        """How many conversations are remembered."""
        return len(self._floor.cases)

    def next_due(self) -> int | None:
        """When the clock will have something to decide (ms, lateness included), or ``None``."""
        first = self._agenda.first(self._floor.cases)
        return None if first is None else first[0] + milliseconds(self.rules.lateness)

    def begin(self) -> None:
        """Start a batch; what an earlier one left uncommitted is dropped."""
        self.abort()

    def fold(self, event: RoutingEvent) -> list[Decision]:
        """Let the clock take the event's time, decide what is due, fold the event."""
        out = self.advance(event.at)
        before = self._floor
        with self._following():
            self._floor, decisions = step(before, event, self.rules, self._agenda)
        self.taken = []
        if isinstance(event, EscalationStep | Answer):
            name = event.conversation_id
            self.taken = taken(before.cases.get(name), self._floor.cases.get(name), self._floor.at)
        return out + decisions

    def advance(self, clock: int) -> list[Decision]:
        """Move the clock (ms), never back, and decide what is due."""
        self.clock = max(self.clock, clock)
        until = self.clock - milliseconds(self.rules.lateness)
        with self._following():
            self._floor, out = due(self._floor, until, self.rules, self._agenda)
        return out

    @contextmanager
    def _following(self) -> Iterator[None]:
        """The agenda follows the floor: what raises has changed the one and not the other."""
        try:
            yield
        except Exception:
            self._agenda = Agenda(self._floor.cases.values(), self.rules)
            raise

    def changed(self) -> dict[str, Entry | None]:
        """What the batch has changed; ``None`` for what is forgotten."""
        before, after = entries_of(self._before), entries_of(self._floor)
        return {name: after.get(name) for name in sorted({*before, *after}) if before.get(name) is not after.get(name)}

    def commit(self) -> None:
        """The batch is written: memory follows."""
        self._before, self._old_clock = self._floor, self.clock

    def abort(self) -> None:
        """The batch is not written: memory stays as it was before."""
        if self._floor is not self._before:
            self._agenda = Agenda(self._before.cases.values(), self.rules)
        self._floor, self.clock = self._before, self._old_clock


def entries_of(floor: Floor) -> dict[str, Entry]:
    """The floor, entry by entry."""
    return {
        "t": floor.at,
        **{f"s/{name}": senior for name, senior in floor.seniors.items()},
        **{f"c/{name}": case for name, case in floor.cases.items()},
        **{f"g/{name}": since for name, since in floor.groups.items()},
    }


def _floor(entries: Mapping[str, Entry]) -> Floor:
    at = entries.get("t", 0)
    assert isinstance(at, int)  # noqa: S101 - the codec has read it so
    named = [(kind, name, entry) for key, entry in entries.items() for kind, _, name in [key.partition("/")]]
    return Floor(
        at=at,
        seniors={name: entry for kind, name, entry in named if kind == "s" and isinstance(entry, SeniorProfile)},
        cases={name: entry for kind, name, entry in named if kind == "c" and isinstance(entry, Case)},
        groups={name: entry for kind, name, entry in named if kind == "g" and isinstance(entry, int)},
    )
