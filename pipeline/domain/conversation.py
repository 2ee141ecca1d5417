"""The fold: one conversation's state, moved by events and by time."""

from typing import TypeAlias

from msgspec import Struct

from pipeline.domain.escalation import FoldOutcome
from pipeline.domain.events import ConversationEvent
from pipeline.domain.rules import Rules


class Conversation(Struct, frozen=True, array_like=True):
    """All that is remembered of one conversation."""

    id: str
    events: int = 0


Folded: TypeAlias = tuple[Conversation | None, tuple[FoldOutcome, ...]]


def step(state: Conversation | None, event: ConversationEvent, rules: Rules) -> Folded:
    """Fold one event; settles the conversation's own deadlines before ``event.at`` first."""
    events = state.events if state else 0
    return Conversation(event.conversation_id, events + 1), ()


def due(state: Conversation, now: int, rules: Rules) -> Folded:
    """Fire what is due at or before ``now`` (ms). ``None`` where the state has ended."""
    return state, ()


def next_due(state: Conversation, rules: Rules) -> int | None:
    """When :func:`due` has something to do next (ms), or ``None``."""
    return None
