"""A conversation read and folded again, so that it can be explained: the same fold as the worker's."""

import asyncio
from collections import OrderedDict

from msgspec import Struct

from pipeline.console.clock import Clock
from pipeline.console.store import Chat, Told
from pipeline.domain import explaining
from pipeline.domain.escalation import ENDS, EscalationStep
from pipeline.domain.events import Clock as ClockTold
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.domain.why_not import Verdict, why_not
from pipeline.wire.codec import Decoder, ReadAll, Received, Rejected
from pipeline.wire.transcript import Entry, only_steps, told

MOST_EVENTS = 20_000
"""Of all conversations that are kept explained: some 60 MB."""


class Explained(Struct, frozen=True, kw_only=True):
    """A conversation event by event, and as it stands."""

    entries: tuple[tuple[int, Entry], ...]
    """With the offset of each event."""
    since: tuple[EscalationStep, ...]
    """What fell due after the last event."""
    state: Conversation | None
    running: tuple[explaining.Running, ...]
    resting: str | None
    why_not: tuple[Verdict, ...]


class Explainer:
    """Explains conversations, one at a time, in a thread: reading costs time. It keeps what it has explained."""

    def __init__(self, rules: Rules, clock: Clock, read_all: ReadAll) -> None:
        self._rules = rules
        self._clock = clock
        self._decoder = Decoder(read_all)
        self._turn = asyncio.Lock()
        self._known: OrderedDict[str, tuple[int, Explained]] = OrderedDict()
        self._events = 0
        """Of all that are kept."""

    async def explain(self, chat: Chat) -> Explained:
        """The conversation as it is held now. What has changed, or was forgotten, meanwhile is not kept."""
        async with self._turn:
            known = self._known.get(chat.id)
            if known is not None and known[0] == chat.version:
                self._known.move_to_end(chat.id)
                return known[1]
            version, now = chat.version, self._clock.moment().now
            explained = await asyncio.to_thread(self._explained, chat.id, tuple(chat.events), now)
            if chat.version == version:
                self._keep(chat.id, version, explained)
            return explained

    def forget(self, conversation_id: str) -> None:
        """Keep nothing of a conversation."""
        if (known := self._known.pop(conversation_id, None)) is not None:
            self._events -= len(known[1].entries)

    def _keep(self, conversation_id: str, version: int, explained: Explained) -> None:
        self.forget(conversation_id)
        self._known[conversation_id] = (version, explained)
        self._events += len(explained.entries)
        while self._events > MOST_EVENTS and len(self._known) > 1:
            self.forget(next(iter(self._known)))

    def _explained(self, conversation_id: str, events: tuple[Told, ...], now: int) -> Explained:
        partition = Partition(self._rules)
        received = [Received(one.value, timestamp_ms=one.timestamp_ms) for one in events]
        read = [
            (one.offset, event)
            for one, event in zip(events, self._decoder.events(received), strict=True)
            if not isinstance(event, Rejected | ClockTold)
        ]
        entries = tuple(told((event for _, event in read), partition))
        since = only_steps(partition.advance(now))
        state = partition.state(conversation_id)
        steps = (step for entry in entries for step in entry.steps)
        ended = {step.reason: step for step in (*steps, *since) if step.type in ENDS}
        return Explained(
            entries=tuple((offset, entry) for (offset, _), entry in zip(read, entries, strict=True)),
            since=since,
            state=state,
            running=tuple(explaining.running(state, self._rules)) if state is not None else (),
            resting=explaining.resting(state) if state is not None else None,
            why_not=() if state is None else tuple(v for v in why_not(state, ended, self._rules) if v.because),
        )
