"""How far each target was read to, and how far it is settled: each goes its own way through the decisions."""

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct

LONGEST_NOTE = 4_096
"""Bytes that Kafka keeps beside an offset by default."""


class Progress:
    """Of one target in one partition. Offsets are begun in their order and settled in any."""

    def __init__(self, start: int) -> None:
        self.next = start
        """Where it reads on."""
        self._open: dict[int, None] = {}
        """Deliveries under way, by offset; in the order of the offsets."""

    def begin(self, offset: int, *, told: bool) -> None:
        """A record was read, and the target is being told of it, or need not be."""
        self.next = offset + 1
        if told:
            self._open[offset] = None

    def skip(self, offset: int) -> None:
        """There is nothing to read before this offset."""
        self.next = max(self.next, offset)

    def settle(self, offset: int) -> None:
        """A record has arrived, or was given up."""
        del self._open[offset]

    @property
    def settled(self) -> int:
        """Where to go on after a crash: the first offset of which something is open."""
        return next(iter(self._open), self.next)


class Noted(Struct, frozen=True):
    """What the group keeps: the least of all targets, and in a note how far each is."""

    offset: int
    note: str = ""


class Reach:
    """Of all targets in one partition, by their names."""

    def __init__(self, starts: Mapping[str, int]) -> None:
        self.targets = {name: Progress(start) for name, start in starts.items()}

    def aim(self, ready: Iterable[str]) -> int | None:
        """Where to read on: where the one furthest behind is, of those that can take more; None: none can."""
        return min((self.targets[name].next for name in ready), default=None)

    def behind(self) -> Mapping[str, int]:
        """How many offsets each target is behind the one that is read to furthest."""
        furthest = max(progress.next for progress in self.targets.values())
        return {name: furthest - progress.next for name, progress in self.targets.items()}

    def noted(self) -> Noted:
        """What to keep."""
        settled = {name: progress.settled for name, progress in self.targets.items()}
        note = json.dumps(settled, separators=(",", ":"))
        # Without a note all begin at the least again, and are told some twice.
        return Noted(min(settled.values()), note if len(note) <= LONGEST_NOTE else "")


def starts(noted: Noted, names: Iterable[str]) -> Mapping[str, int]:
    """Where each target begins. One that is new begins where the furthest is: what lies before is history to it."""
    try:
        told = {name: max(int(offset), noted.offset) for name, offset in json.loads(noted.note or "{}").items()}
    except (ValueError, TypeError, AttributeError):
        told = {}
    furthest = max(told.values(), default=noted.offset)
    return {name: told.get(name, furthest) for name in names}
