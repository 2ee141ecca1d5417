"""What the console holds of the topics: bounded, rebuilt from Kafka at each start, used from the event loop alone."""

from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterator

from msgspec import Struct, field

from pipeline.console.clock import Clock
from pipeline.console.escalations import Escalation, begun_by
from pipeline.console.tallies import Rulings
from pipeline.domain.escalation import ChatStatus, EscalationStep

MOST_CHATS = 20_000
MOST_EVENTS = 500
"""Of one conversation: the last ones."""
MOST_BYTES = 256 << 20
"""Of all events together."""
MOST_MARKERS = 100_000
MOST_ENDED = 50


class Told(Struct, frozen=True):
    """An event as it lies in the input: decoded where somebody looks at it."""

    offset: int
    timestamp_ms: int
    """Kafka's, as far as it counts."""
    value: bytes


class Chat(Struct):
    """A conversation."""

    id: str
    partition: int
    status: ChatStatus | None = None
    escalations: dict[str, Escalation] = field(default_factory=dict)
    events: list[Told] = field(default_factory=list)
    cut: bool = False
    """Earlier events are no longer held."""
    version: int = 0
    """Another after every change, and when it is dropped; no other chat, nor one of the same id, ever has the same."""

    def open(self) -> list[Escalation]:
        """Its escalations that are open."""
        return [found for found in self.escalations.values() if found.open]

    @property
    def at_risk(self) -> bool:
        """Whether a supervisor should know of it."""
        return (self.status is not None and self.status.at_risk) or any(e.open for e in self.escalations.values())


class Store:
    """Conversations by id, the longest untouched first; ``version`` rises with every change."""

    def __init__(self, clock: Clock, most_chats: int = MOST_CHATS, most_bytes: int = MOST_BYTES) -> None:
        self.clock = clock
        self.version = 0
        self.ended: deque[Escalation] = deque(maxlen=MOST_ENDED)
        """The last ones that ended, the newest last."""
        self.rulings = Rulings()
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._calm: OrderedDict[str, Chat] = OrderedDict()
        """Those not at risk: they go first."""
        self._at_risk: dict[str, Chat] = {}
        self._tell: list[Callable[[str], None]] = []
        self._gone: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0
        self._most_chats = most_chats
        self._most_bytes = most_bytes

    def chat(self, conversation_id: str) -> Chat | None:
        """One conversation, if it is held."""
        return self._chats.get(conversation_id)

    def __iter__(self) -> Iterator[Chat]:
        """All that are held."""
        return iter(self._chats.values())

    @property
    def at_risk(self) -> Collection[Chat]:
        """Those of which a supervisor should know."""
        return self._at_risk.values()

    def __len__(self) -> int:
        """How many are held."""
        return len(self._chats)

    def event(self, partition: int, conversation_id: str, told: Told) -> None:
        """An event of the input. One that was written before the conversation was forgotten changes nothing."""
        if self._forgotten(conversation_id, told.timestamp_ms):
            return
        chat = self._touch(conversation_id, partition)
        if chat.events and told.offset <= chat.events[-1].offset:
            return
        chat.events.append(told)
        self._bytes += len(told.value)
        if len(chat.events) > MOST_EVENTS:
            self._bytes -= len(chat.events.pop(0).value)
            chat.cut = True
        self._spare_bytes()

    def step(self, partition: int, step: EscalationStep, written_ms: int) -> None:
        """A step of an escalation."""
        if step.why == "erased":
            self.forget(step.conversation_id, written_ms)
        if self._forgotten(step.conversation_id, written_ms):
            return
        chat = self._touch(step.conversation_id, partition)
        found = chat.escalations.setdefault(step.escalation_id, begun_by(step))
        if not found.take(step):
            return
        self._sort(chat)
        self.rulings.note(found, step)
        if not found.open:
            self.ended.append(found)

    def status(self, partition: int, status: ChatStatus, written_ms: int) -> None:
        """What a supervisor would see of a conversation."""
        if not self._forgotten(status.conversation_id, written_ms):
            chat = self._touch(status.conversation_id, partition)
            chat.status = status
            self._sort(chat)

    def forget(self, conversation_id: str, written_ms: int) -> None:
        """It is erased: nothing of it is kept, nor taken from what was written up to then (ms)."""
        self._drop(conversation_id)
        for forget in self._tell:
            forget(conversation_id)
        self._gone[conversation_id] = max(written_ms, self._gone.pop(conversation_id, 0))
        if len(self._gone) > MOST_MARKERS:
            self._gone.popitem(last=False)

    def end(self, conversation_id: str, written_ms: int) -> None:
        """It has ended: nothing is kept of what was written up to then (ms).

        What it says since it began anew may have been read before: topics are read beside one another. Steps and
        statuses are known by their own times, as the last of a conversation are written with its end; in a log's time
        all are earlier than what is written today, and go.
        """
        before = self.chat(conversation_id)
        self.forget(conversation_id, written_ms)
        if before is None:
            return
        events = [told for told in before.events if told.timestamp_ms > written_ms]
        escalations = {name: one for name, one in before.escalations.items() if one.steps[-1].at > written_ms}
        status = before.status if before.status is not None and before.status.at > written_ms else None
        if not (events or escalations or status):
            return
        chat = self._touch(conversation_id, before.partition)
        chat.status, chat.escalations, chat.events = status, escalations, events
        self._bytes += sum(len(told.value) for told in events)
        self.ended.extend(one for one in escalations.values() if not one.open)
        self._sort(chat)

    def tell_forgotten(self, forget: Callable[[str], None]) -> None:
        """From now on have ``forget`` called with the id of each conversation of which nothing is to be kept."""
        self._tell.append(forget)

    def _forgotten(self, conversation_id: str, written_ms: int) -> bool:
        gone = self._gone.get(conversation_id)
        return gone is not None and written_ms <= gone

    def _touch(self, conversation_id: str, partition: int) -> Chat:
        self.version += 1
        chat = self._chats.get(conversation_id)
        if chat is None:
            if len(self._chats) >= self._most_chats:
                self._drop(next(iter(self._calm or self._chats)))
            chat = self._chats[conversation_id] = Chat(conversation_id, partition)
        self._chats.move_to_end(conversation_id)
        self._sort(chat)
        chat.version = self.version
        return chat

    def _sort(self, chat: Chat) -> None:
        """Put a chat, the last touched, where it belongs by its risk."""
        if chat.at_risk:
            self._calm.pop(chat.id, None)
            self._at_risk[chat.id] = chat
        else:
            self._at_risk.pop(chat.id, None)
            self._calm[chat.id] = chat
            self._calm.move_to_end(chat.id)

    def _drop(self, conversation_id: str) -> None:
        self.version += 1
        chat = self._chats.pop(conversation_id, None)
        self._calm.pop(conversation_id, None)
        self._at_risk.pop(conversation_id, None)
        if chat is not None:
            chat.version = self.version
            self._bytes -= sum(len(told.value) for told in chat.events)
        for found in [found for found in self.ended if found.conversation_id == conversation_id]:
            self.ended.remove(found)

    def _spare_bytes(self) -> None:
        """Let the events of the longest untouched go where all together are too large; the chats stay."""
        if self._bytes <= self._most_bytes:
            return
        for chat in self:
            self._bytes -= sum(len(told.value) for told in chat.events)
            chat.cut = chat.cut or bool(chat.events)
            chat.events = []
            if self._bytes <= self._most_bytes * 0.9:
                return
