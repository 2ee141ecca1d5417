"""The floor as the console knows it: seniors and cases, read from what routing keeps of itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from pipeline.console.reading import Record
from pipeline.domain.floor import Case, SeniorProfile
from pipeline.domain.floor_book import Entry
from pipeline.domain.routing_choice import able, first_served
from pipeline.wire.codec import CONVERSATION_KEY, UnknownStateError
from pipeline.wire.routing_state import decode_entry

WAITING, HELD = frozenset({"waiting", "team"}), frozenset({"assigned", "acknowledged"})
"""Phases of a case."""


class FloorStore:
    """As small as the floor is: a case goes when nobody is needed any more. ``version`` rises with every change."""

    def __init__(self) -> None:
        self.version = 0
        self.unreadable = False
        """Whether some of it is of another makegood's version."""
        self._entries: dict[str, Entry] = {}

    def take(self, records: Sequence[Record]) -> None:
        """Records of ``makegood.routing-state.v1``; called in the event loop."""
        for record in records:
            if record.key is None or not record.key.startswith(CONVERSATION_KEY):
                continue  # how far routing is
            name = record.key.removeprefix(CONVERSATION_KEY).decode("utf-8", "replace")
            try:
                entry = None if record.value is None else decode_entry(name, record.value)
            except UnknownStateError:
                self.unreadable = True
                self.version += 1
                continue
            if entry is None or (isinstance(entry, Case) and entry.phase == "ended"):  # a marker, for routing alone
                self.version += self._entries.pop(name, None) is not None
            else:
                self._entries[name] = entry
                self.version += 1

    @property
    def seniors(self) -> list[SeniorProfile]:
        """All that are known, by name."""
        found = [entry for entry in self._entries.values() if isinstance(entry, SeniorProfile)]
        return sorted(found, key=lambda one: one.senior_id)

    def case(self, conversation_id: str) -> Case | None:
        """What routing knows of a conversation."""
        entry = self._entries.get(f"c/{conversation_id}")
        return entry if isinstance(entry, Case) else None

    def cases(self, phases: frozenset[str]) -> list[Case]:
        """Those in some phases, in the order in which they are served."""
        found = [entry for entry in self._entries.values() if isinstance(entry, Case) and entry.phase in phases]
        return sorted(found, key=first_served)

    def load(self) -> Mapping[str, int]:
        """Conversations by senior."""
        return Counter(case.owner for case in self.cases(HELD) if case.owner is not None)

    def fit(self, case: Case, having_room: Iterable[SeniorProfile]) -> list[SeniorProfile]:
        """Who of those who are there and have room could be given a case."""
        whoever = replace(case, level=0)  # whether a supervisor is wanted is for whoever gives it to say
        return [one for one in having_room if one.senior_id != case.owner and able(one, whoever)]
