"""How teams answer problems: the console folds the input as a worker does, and counts replies by hour."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from pipeline.console.clock import Clock as ConsoleClock
from pipeline.console.reading import Record
from pipeline.console.tallies import HOUR_MS, Cell, Hourly
from pipeline.domain.conversation import step
from pipeline.domain.events import Clock, ConversationEvent
from pipeline.domain.practice import ReplyTold, observe
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.wire.codec import Decoder, ReadAll, Received, Rejected

MOST_CHATS = 50_000
"""Whose states are kept for the next event."""


class Practice:
    """Replies by kind. Fed from a thread of its own, asked from the event loop."""

    def __init__(self, rules: Rules, read_all: ReadAll, clock: ConsoleClock) -> None:
        self._rules = rules
        self._clock = clock
        self._decoder = Decoder(read_all)
        self._chats: OrderedDict[str, tuple[Conversation | None, ReplyTold | None]] = OrderedDict()
        self._cells: Hourly[Cell] = Hourly()
        self._lock = threading.Lock()
        self.version = 0

    def take(self, records: Sequence[Record]) -> None:
        """Fold records of the input, in their order."""
        received = [Received(one.value, one.key, self._clock.believed(one.timestamp_ms)) for one in records]
        events = [one for one in self._decoder.events(received) if not isinstance(one, Rejected | Clock)]
        told = [reply for event in events if (reply := self._fold(event)) is not None]
        if not told:
            return
        with self._lock:
            for reply in told:
                self._cells.add(Cell(reply.at // HOUR_MS, reply.team or "", reply.queue or "", reply.agent, reply.kind))
            self.version += 1

    def cells(self) -> list[tuple[Cell, int]]:
        """All that is counted."""
        with self._lock:
            return self._cells.cells()

    def _fold(self, event: ConversationEvent) -> ReplyTold | None:
        before, writing = self._chats.pop(event.conversation_id, (None, None))
        try:
            after, _ = step(before, event, self._rules)
        except Exception:  # noqa: BLE001 - one conversation must not stop the others; the worker tells of it
            return None
        observed = observe(writing, before, event, after)
        self._chats[event.conversation_id] = (after, observed.writing)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return observed.over
