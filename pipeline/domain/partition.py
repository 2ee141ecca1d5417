"""The fold over one partition: its conversations, its clock, its deadlines.

The live ledger and ``replay`` use the same one, so that the same log gives the same escalations.
A batch is folded into an overlay; what memory holds changes only at :meth:`Partition.commit`.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Self

from pipeline.domain.conversation import Conversation, age, move, next_due
from pipeline.domain.escalation import FoldOutcome
from pipeline.domain.events import Clock, ConversationEvent, Event
from pipeline.domain.facts import Fact
from pipeline.domain.risk import Risk
from pipeline.domain.rules import Rules, milliseconds
from pipeline.domain.watch import Watch

OUTDATED = 1_000
"""So many replaced deadlines are not worth tidying up."""


class FoldError(Exception):
    """``step`` raised for one event; the conversation is as it was before."""

    def __init__(self, event: ConversationEvent, cause: Exception, fired: list[FoldOutcome]) -> None:
        super().__init__(f"{type(cause).__name__} while folding event {event.id!r}")
        self.event = event
        self.fired = fired
        """What the clock fired before the event; it stands."""


class Stored(NamedTuple):
    """A conversation as it was kept: its state still as bytes, and what must be known of it before it is touched."""

    name: str
    state: bytes
    due: int | None
    """When it has something to fire next (ms)."""
    quarantined: bool = False
    risk: Risk | None = None


class Codec(NamedTuple):
    """How a state is kept."""

    encode: Callable[[Conversation], bytes]
    decode: Callable[[bytes], Conversation]


class Partition:
    """One partition's conversations in memory. Not shared between threads."""

    def __init__(self, rules: Rules, states: Mapping[str, Conversation] | None = None, clock: int = 0) -> None:
        """Take over ``states`` with the partition's ``clock`` (ms)."""
        self.rules = rules
        self.clock = clock
        self.quarantined: set[str] = set()
        self._lateness = milliseconds(rules.lateness)
        self._states: dict[str, Conversation | bytes] = dict(states or {})
        """Bytes where there is a codec: they take a fraction of the memory, and most conversations rest."""
        self._opened: dict[str, Conversation] = {}
        """What the running batch has decoded of them."""
        self._codec: Codec | None = None
        self._dues: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []
        for name, state in (states or {}).items():
            if (at := next_due(state, rules)) is not None:
                self._dues[name] = at
                self._heap.append((at, name))
        heapq.heapify(self._heap)
        self.watch: Watch | None = None
        """Sees what is folded, where facts are wanted."""
        self._overlay: dict[str, Conversation | None] = {}
        self._kept: dict[str, bytes | None] = {}
        self._old_dues: dict[str, int | None] = {}
        self._old_clock = clock

    @classmethod
    def restored(
        cls, rules: Rules, clock: int, stored: Iterable[Stored], codec: Codec, watch: Watch | None = None
    ) -> Self:
        """Take over conversations without decoding them; their deadlines must be those under ``rules``."""
        partition = cls(rules, clock=clock)
        partition._codec = codec
        partition.watch = watch
        for name, state, at, quarantined, risk in stored:
            partition._states[name] = state
            if watch is not None and risk is not None:
                watch.take_over(name, risk)
            if quarantined:
                partition.quarantined.add(name)
            elif at is not None:
                partition._dues[name] = at
                partition._heap.append((at, name))
        heapq.heapify(partition._heap)
        return partition

    def __len__(self) -> int:
        """How many conversations are remembered."""
        return len(self._states)

    def state(self, conversation_id: str) -> Conversation | None:
        """A conversation as it stands in the running batch."""
        if conversation_id in self._overlay:
            return self._overlay[conversation_id]
        if conversation_id in self._opened:
            return self._opened[conversation_id]
        kept = self._states.get(conversation_id)
        if self._codec is None or not isinstance(kept, bytes):
            return kept  # type: ignore[return-value]  # no codec, no bytes
        state = self._opened[conversation_id] = self._codec.decode(kept)
        return state

    def due_of(self, conversation_id: str) -> int | None:
        """When a conversation has something to fire next (ms), in the running batch."""
        return self._dues.get(conversation_id)

    def states(self) -> Iterator[tuple[str, Conversation]]:
        """All conversations as last committed; none may be running."""
        for name in list(self._states):
            if (state := self.state(name)) is not None:
                yield name, state

    def next_due(self) -> int | None:
        """When the clock will have something to fire (ms, lateness included), or ``None``."""
        while self._heap and self._dues.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] + self._lateness if self._heap else None

    def begin(self) -> None:
        """Start a batch; what an earlier one left uncommitted is dropped."""
        self.abort()

    def fold(self, event: Event) -> list[FoldOutcome]:
        """Let the clock take the event's time, fire what is due, fold the event.

        Raises :class:`FoldError` where the event cannot be folded.
        """
        out = self.advance(event.at)
        if isinstance(event, Clock):
            return out
        name = event.conversation_id
        before = self.state(name)
        try:
            past = self.clock - self._lateness if event.replayed else None
            state, outcomes, at = move(before, event, self.rules, past)
        except Exception as error:
            raise FoldError(event, error, out) from error
        self._put(name, state, None if name in self.quarantined else at)
        if self.watch is not None:
            self.watch.event(name, before, event, state, outcomes)
        out.extend(outcomes)
        return out

    def advance(self, clock: int) -> list[FoldOutcome]:
        """Move the clock (ms), never back, and fire what is due by the time and the name."""
        self.clock = max(self.clock, clock)
        out: list[FoldOutcome] = []
        while (at := self.next_due()) is not None and at <= self.clock:
            when, name = self._heap[0]
            state = self.state(name)
            if state is None:
                self._dues.pop(name)
                continue
            try:
                changed, outcomes, upcoming = age(state, when, self.rules)
            except Exception:  # noqa: BLE001  one conversation must not stop the others
                self.quarantined.add(name)
                self._put(name, state, None)
                continue
            self._put(name, changed, upcoming)
            if self.watch is not None:
                self.watch.time(name, state, changed, outcomes)
            out.extend(outcomes)
        return out

    def kept(self) -> dict[str, bytes | None]:
        """What the batch has changed, as it is kept; ``None`` for a conversation that is forgotten. Needs a codec.

        Memory takes the same bytes at :meth:`commit`.
        """
        assert self._codec is not None  # noqa: S101 - without one nothing is kept as bytes
        for name, state in self._overlay.items():
            if name not in self._kept:
                self._kept[name] = None if state is None else self._codec.encode(state)
        return self._kept

    def commit(self) -> list[Fact]:
        """The batch is written: memory follows. What it has shown, where somebody watches."""
        for name, state in (self._overlay if self._codec is None else self.kept()).items():
            if state is None:
                self._states.pop(name, None)
            else:
                self._states[name] = state
        self._forget_batch()
        self._drop_outdated()
        return [] if self.watch is None else self.watch.commit()

    def abort(self) -> None:
        """The batch is not written: memory stays as it was before."""
        for name, at in self._old_dues.items():
            if at is None:
                self._dues.pop(name, None)
            else:
                self._dues[name] = at
                heapq.heappush(self._heap, (at, name))
        self.clock = self._old_clock
        self._forget_batch()
        if self.watch is not None:
            self.watch.abort()

    def _put(self, name: str, state: Conversation | None, at: int | None) -> None:
        before = self._dues.get(name)
        self._old_dues.setdefault(name, before)
        self._overlay[name] = state
        self._kept.pop(name, None)
        if at is None:
            self._dues.pop(name, None)
        elif at != before:
            self._dues[name] = at
            heapq.heappush(self._heap, (at, name))

    def _drop_outdated(self) -> None:
        """Deadlines that others have replaced leave the heap, once they are more than those that stand."""
        if len(self._heap) > 2 * len(self._dues) + OUTDATED:
            self._heap = [(at, name) for name, at in self._dues.items()]
            heapq.heapify(self._heap)

    def _forget_batch(self) -> None:
        self._opened = {}
        self._overlay = {}
        self._kept = {}
        self._old_dues = {}
        self._old_clock = self.clock
