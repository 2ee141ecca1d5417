"""The floor as a ledger keeps it: folded in batches, with its clock and its deadlines, entry by entry.

The counterpart of :class:`pipeline.domain.partition.Partition` for the second fold.
"""

from collections.abc import Mapping

from pipeline.domain.escalation import ENDS, EscalationStep
from pipeline.domain.events import Feedback
from pipeline.domain.floor import Answer, Case, Decision, Floor, RoutingEvent, SeniorProfile
from pipeline.domain.routing import drafted, pass_time, take
from pipeline.domain.routing_taken import taken
from pipeline.domain.rules import Rules, milliseconds

Entry = SeniorProfile | Case | int
"""What is kept under a name: ``s/…`` a senior, ``c/…`` a case, ``g/…`` since when a team's alarms are grouped,
``t`` the time of the last thing that happened.
"""


class UnfoldedError(Exception):
    """One event could not be folded; the floor is as it was before it."""

    def __init__(self, cause: Exception, fired: list[Decision]) -> None:
        super().__init__(f"{type(cause).__name__} while folding")
        self.fired = fired
        """What the clock decided before the event; it stands."""


class FloorBook:
    """The floor in memory. What a batch has changed is taken back unless it is committed."""

    def __init__(self, rules: Rules, entries: Mapping[str, Entry] | None = None, clock: int = 0) -> None:
        """Take over ``entries`` with the ``clock`` (ms)."""
        self.rules = rules
        self.clock = clock
        self.taken: list[Feedback] = []
        """What came into a senior's hands with the event folded last."""
        self._draft = drafted(_floor(entries or {}), rules)
        self._start = self._draft.place()
        self._old_clock = clock

    @property
    def floor(self) -> Floor:
        """As it stands in the running batch. It goes on changing."""
        return self._draft.floor()

    @property
    def teams(self) -> list[str]:
        """The teams of which anything has waited. May be asked from another thread."""
        return self._draft.teams

    @property
    def given_up(self) -> int:
        """Of how many conversations what is due cannot be settled."""
        return self._draft.agenda.given_up(self._draft.cases)

    def __len__(self) -> int:
        """How many conversations are remembered."""
        return len(self._draft.cases)

    def next_due(self) -> int | None:
        """When the clock will have something to decide (ms, lateness included), or ``None``."""
        first = self._draft.first()
        return None if first is None else first[0] + milliseconds(self.rules.lateness)

    def begin(self) -> None:
        """Start a batch; what an earlier one left uncommitted is dropped."""
        self.abort()

    def fold(self, event: RoutingEvent, *, replayed: bool = False) -> list[Decision]:
        """Let the clock take the event's time, decide what is due, fold the event.

        ``replayed``: it was a dead letter. Where its time is past then it asks for nobody and answers nothing: only
        that an escalation ended is heard. Raises :class:`UnfoldedError` where the event cannot be folded.
        """
        out = self.advance(event.at)
        if replayed and event.at < self.clock - milliseconds(self.rules.lateness) and not _ends(event):
            self.taken = []
            return out
        about = event.conversation_id if isinstance(event, EscalationStep | Answer) else None
        before, place = self._draft.cases.get(about or ""), self._draft.place()
        self.taken = []
        try:
            said = take(self._draft, event)
            if about is not None:
                self.taken = taken(before, self._draft.cases.get(about), self._draft.now)
        except Exception as error:
            self._draft.back_to(place)
            raise UnfoldedError(error, out) from error
        return out + said

    def advance(self, clock: int) -> list[Decision]:
        """Move the clock (ms), never back, and decide what is due."""
        self.clock = max(self.clock, clock)
        return pass_time(self._draft, self.clock - milliseconds(self.rules.lateness))

    def changed(self) -> dict[str, Entry | None]:
        """What the batch has changed; ``None`` for what is forgotten."""
        changed = self._draft.changed()
        return changed if self._draft.now == self._start[1] else {**changed, "t": self._draft.now}

    def commit(self) -> None:
        """The batch is written: memory follows."""
        self._draft.kept()
        self._start, self._old_clock = self._draft.place(), self.clock

    def abort(self) -> None:
        """The batch is not written: memory is as it was before."""
        self._draft.back_to(self._start)
        self.clock = self._old_clock


def _ends(event: RoutingEvent) -> bool:
    return isinstance(event, EscalationStep) and event.type in ENDS


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
