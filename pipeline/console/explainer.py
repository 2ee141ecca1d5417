"""A conversation read and folded again, so that it can be explained: the same fold as the worker's."""

import asyncio
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from pipeline.console.clock import Clock
from pipeline.console.store import Chat, Told
from pipeline.domain import explaining
from pipeline.domain.cues import Reading
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock as ClockTold
from pipeline.domain.events import ConversationEvent, Role
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.wire.codec import Decoder, Rejected
from pipeline.wire.transcript import Entry, only_steps, told

Read: TypeAlias = Callable[[str, Role], Reading]


class Explained(Struct, frozen=True, kw_only=True):
    """A conversation event by event, and as it stands."""

    entries: tuple[tuple[int, Entry], ...]
    """With the offset of each event."""
    since: tuple[EscalationStep, ...]
    """What fell due after the last event."""
    state: Conversation | None
    running: tuple[explaining.Running, ...]
    resting: str | None
    why_not: tuple[explaining.Verdict, ...]


class Explainer:
    """Explains conversations, one at a time, in a thread: reading costs time."""

    def __init__(self, rules: Rules, clock: Clock, read: Read) -> None:
        self._rules = rules
        self._clock = clock
        self._decoder = Decoder(read)
        self._turn = asyncio.Lock()
        self._latest: tuple[str, int, Explained] | None = None

    async def explain(self, chat: Chat) -> Explained:
        """The conversation as it is held now. What has changed, or was forgotten, meanwhile is not kept."""
        async with self._turn:
            if self._latest is not None and self._latest[:2] == (chat.id, chat.version):
                return self._latest[2]
            version, now = chat.version, self._clock.moment().now
            explained = await asyncio.to_thread(self._explained, chat.id, tuple(chat.events), now)
            if chat.version == version:
                self._latest = (chat.id, version, explained)
            return explained

    def forget(self, conversation_id: str) -> None:
        """Keep nothing of a conversation."""
        if self._latest is not None and self._latest[0] == conversation_id:
            self._latest = None

    def _explained(self, conversation_id: str, events: tuple[Told, ...], now: int) -> Explained:
        partition = Partition(self._rules)
        read = [(one.offset, event) for one in events if (event := self._event(one)) is not None]
        entries = tuple(told((event for _, event in read), partition))
        since = only_steps(partition.advance(now))
        state = partition.state(conversation_id)
        return Explained(
            entries=tuple((offset, entry) for (offset, _), entry in zip(read, entries, strict=True)),
            since=since,
            state=state,
            running=tuple(explaining.running(state, self._rules)) if state is not None else (),
            resting=explaining.resting(state) if state is not None else None,
            why_not=tuple(explaining.why_not(state)) if state is not None else (),
        )

    def _event(self, one: Told) -> ConversationEvent | None:
        try:
            event = self._decoder.event(one.value, timestamp_ms=one.timestamp_ms)
        except Rejected:
            return None
        return None if isinstance(event, ClockTold) else event
