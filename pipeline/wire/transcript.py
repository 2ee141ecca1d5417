"""A conversation told event by event: its texts masked with their cues marked, what each event did, what runs.

``explain`` prints it, the console shows it.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pipeline.domain.cues import Cue
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import ConversationEvent, Message
from pipeline.domain.partition import FoldError, Partition
from pipeline.domain.state import Conversation, holds, short_hash
from pipeline.language.quotes import Secret, shown
from pipeline.wire.masking import secrets


class Piece(Struct, frozen=True):
    """A stretch of a text, masked; with the name of the cue that it shows, if it shows one."""

    text: str
    cue: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One event, and what it did."""

    event: ConversationEvent
    before: tuple[EscalationStep, ...]
    """What fell due before it."""
    pieces: tuple[Piece, ...]
    steps: tuple[EscalationStep, ...]
    state: Conversation | None
    """The conversation after it."""
    fault: str | None = None
    """Why it could not be folded."""
    ignored: str | None = None
    """Why it has changed nothing, and is told without its cues."""


def told(events: Iterable[ConversationEvent], partition: Partition) -> Iterator[Entry]:
    """Fold ``events`` into ``partition``, in their order."""
    for event in events:
        yield tell(event, partition)


def tell(event: ConversationEvent, partition: Partition) -> Entry:
    """Fold one event into ``partition``; what fell due before it may be other conversations'."""
    before = only_steps(partition.advance(event.at))
    known = partition.state(event.conversation_id)
    fault = None
    try:
        outcomes = partition.fold(event)
    except FoldError as error:
        outcomes, fault = error.fired, str(error)
    state = partition.state(event.conversation_id)
    ignored = _ignored(event, known) if known is not None and state is known and fault is None else None
    partition.commit()
    return Entry(
        event=event,
        before=before,
        pieces=pieces(event.text, event.reading.cues if ignored is None else ()) if isinstance(event, Message) else (),
        steps=only_steps(outcomes),
        state=state,
        fault=fault,
        ignored=ignored,
    )


def _ignored(event: ConversationEvent, known: Conversation) -> str:
    seen = holds(known.seen, short_hash(event.id))
    return "an event with its id has counted already" if seen else "the conversation has ended since"


def only_steps(outcomes: Iterable[FoldOutcome]) -> tuple[EscalationStep, ...]:
    """The steps of escalations among what the fold says."""
    return tuple(outcome for outcome in outcomes if isinstance(outcome, EscalationStep))


def pieces(text: str, cues: Iterable[Cue]) -> tuple[Piece, ...]:
    """The text, masked and cut where cues begin and end; of cues that overlap the first and longest is marked."""
    hidden = secrets(text)
    found: list[Piece] = []
    at = 0
    for cue in sorted(cues, key=lambda c: (c.start, -c.end)):
        start, end = _apart_from(hidden, *_bare(text, cue.start, cue.end))
        if start < at or end <= start:
            continue
        found += (Piece(shown(text, hidden, at, start)), Piece(shown(text, hidden, start, end), cue.name))
        at = end
    found.append(Piece(shown(text, hidden, at)))
    return tuple(piece for piece in found if piece.text)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the spaces and signs around its words."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _apart_from(hidden: Iterable[Secret], start: int, end: int) -> tuple[int, int]:
    """The stretch, moved so that it cuts no secret in two."""
    for first, last, _ in hidden:
        start = first if first < start < last else start
        end = last if first < end < last else end
    return start, end
