"""The input as it stands on the wire, one struct a `type`; schemas/chat.events.v1.schema.json says the same.

Unknown fields are ignored, known ones are strict: nothing is converted from one JSON type to another.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pipeline.domain.events import Outcome, Role, Status, Verdict

Id = Annotated[str, Meta(min_length=1, max_length=256)]
Name = Annotated[str, Meta(max_length=256)]
Visibility = Literal["public", "internal"]
Time = Annotated[datetime, Meta(tz=True)]


class Head(Struct):
    """Read first: what the rest is."""

    type: str = "message"


class Author(Struct):
    """Who did it."""

    role: Role
    id: Name = ""


class Timed(Struct, kw_only=True):
    """`clock`, and what all others have too."""

    at: Time


class Told(Timed, kw_only=True):
    """What every event of a conversation has."""

    id: Id
    conversation_id: Id
    team: Name | None = None
    queue: Name | None = None


class Authored(Told, kw_only=True):
    """An event that somebody caused."""

    author: Author


class MessageOnWire(Authored, kw_only=True):
    """`message`."""

    text: str | None = None
    language: Name | None = None
    visibility: Visibility = "public"


class ActionOnWire(Authored, kw_only=True):
    """`action`."""

    action: Id
    outcome: Outcome
    reference: Name | None = None


class StatusOnWire(Authored, kw_only=True):
    """`status`."""

    status: Status
    agent_id: Name | None = None


class FeedbackOnWire(Authored, kw_only=True):
    """`feedback`."""

    escalation_id: Id
    verdict: Verdict


class EraseOnWire(Told, kw_only=True):
    """`erase`; nobody needs to have caused it."""

    author: Author | None = None
