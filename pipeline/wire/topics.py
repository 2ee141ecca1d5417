"""The topics as schemas/topics.toml describes them."""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

PACKAGE = Path(__file__).parents[1]
_PLACES = (PACKAGE / "schemas" / "topics.toml", PACKAGE.parent / "schemas" / "topics.toml")
"""In an installed wheel; in the tree."""


class Topic(Struct, frozen=True, kw_only=True):
    """One topic: what it is for and how it is kept."""

    name: str
    about: str
    key: str
    cleanup: str
    retention: int
    """Days; 0 = for ever."""
    max_message_bytes: int
    append_time: bool = False
    """Records carry the time of writing, so that retention counts from there whatever their content's time."""
    schema: str | None = None
    partitions: int | None = None
    """``None``: as many as the input."""
    settings: dict[str, str] = {}
    """More of Kafka's own topic settings."""


class Topics(Struct, frozen=True):
    """All of them. ``state`` and ``routing_state`` are internal."""

    events: Topic
    escalations: Topic
    status: Topic
    dlq: Topic
    state: Topic
    routing: Topic
    assignments: Topic
    routing_state: Topic


def described() -> Topics:
    """The topics as the file describes them."""
    place = next(place for place in _PLACES if place.exists())
    return msgspec.convert(tomllib.loads(place.read_text("utf-8")), Topics)


TOPICS = described()
EVENTS, ESCALATIONS, STATUS, DLQ, STATE = TOPICS.events, TOPICS.escalations, TOPICS.status, TOPICS.dlq, TOPICS.state
ROUTING, ASSIGNMENTS, ROUTING_STATE = TOPICS.routing, TOPICS.assignments, TOPICS.routing_state
