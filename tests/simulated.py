"""Chats made by rule, as events: enough of every kind for what the stream tests ask."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END = "2026-03-06T09:00:00Z"
"""Late enough that nothing is due any more in :func:`chats`."""

PROBLEM = "My order never arrived and I am furious, this is terrible"
EMPATHY = "I am so sorry, that must be really frustrating for you."
AGAIN = "I completely understand how upsetting this is."
DONE = "I've refunded the full amount, you will see it on your card tomorrow."
PROMISE = "I'll have it fixed within 10 minutes."
COMPLAINT = "hello?? is anyone there? still nothing"

ENDINGS = (
    ((90, "agent", DONE), (120, "customer", "thank you, that worked")),
    ((200, "customer", COMPLAINT),),
    ((70, "agent", AGAIN),),
    ((60, "agent", PROMISE), (900, "customer", COMPLAINT)),
    ((100, "customer", COMPLAINT), (150, "agent", DONE)),
)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message(conversation: str, number: int, at: datetime, role: str, text: str) -> dict[str, Any]:
    author = "ag-1" if role == "agent" else "u-1"
    return {
        "type": "message",
        "id": f"{conversation}-{number}",
        "conversation_id": conversation,
        "at": iso(at),
        "author": {"role": role, "id": author},
        "text": text,
    }


def chat(number: int, start: datetime, name: str = "c") -> Iterator[dict[str, Any]]:
    """A problem, empathy, and one of five endings."""
    lines = ((0, "customer", PROBLEM), (30, "agent", EMPATHY), *ENDINGS[number % len(ENDINGS)])
    for index, (seconds, role, text) in enumerate(lines):
        yield message(f"{name}-{number}", index, start + timedelta(seconds=seconds), role, text)


def chats(number: int, name: str = "c", start: datetime = START) -> list[Mapping[str, Any]]:
    """Chats that begin three seconds apart, as one log in the order of time."""
    events = [e for n in range(number) for e in chat(n, start + timedelta(seconds=3 * n), name)]
    return sorted(events, key=lambda event: str(event["at"]))
