"""What happens in a conversation, as its producers tell it.

Times are whole milliseconds since the epoch, UTC.
"""

from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from pipeline.domain.cues import NOTHING_READ, Reading

Role = Literal["customer", "agent", "bot", "system", "supervisor"]
Outcome = Literal["succeeded", "failed", "started"]
Status = Literal["opened", "assigned", "transferred", "closed", "reopened"]
Verdict = Literal["acknowledged", "resolved", "false_alarm"]


class Said(NamedTuple):
    """A text that is to be read, and who wrote it."""

    text: str
    role: Role


class Happening(Struct, frozen=True, kw_only=True):
    """What every event of a conversation has."""

    id: str
    conversation_id: str
    at: int
    role: Role
    author_id: str = ""
    team: str | None = None
    queue: str | None = None
    replayed: bool = False
    """A dead letter that was sent again: what is past by then is settled without being told."""


class Message(Happening, frozen=True, kw_only=True):
    """Somebody wrote something, or sent an attachment (no text)."""

    text: str = ""
    reading: Reading = NOTHING_READ
    internal: bool = False


class Action(Happening, frozen=True, kw_only=True):
    """Something was done in a system of record: a refund, a rebooking."""

    action: str
    words: str
    """The action as it may be quoted: masked, at most 150 characters."""
    outcome: Outcome
    reference: str = ""


class StatusChange(Happening, frozen=True, kw_only=True):
    """The chat system says who has the conversation, or that it ended."""

    status: Status
    agent_id: str = ""


class Feedback(Happening, frozen=True, kw_only=True):
    """A supervisor's verdict on an escalation."""

    escalation_id: str
    verdict: Verdict


class Erase(Happening, frozen=True, kw_only=True):
    """The conversation is to be forgotten."""


class Clock(Struct, frozen=True, kw_only=True):
    """Time goes on in one partition; belongs to no conversation."""

    at: int


ConversationEvent: TypeAlias = Message | Action | StatusChange | Feedback | Erase
Event: TypeAlias = ConversationEvent | Clock
