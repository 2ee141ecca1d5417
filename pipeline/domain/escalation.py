"""What leaves the fold: the steps of an escalation, and what a supervisor sees of a chat.

Times are whole milliseconds since the epoch, UTC.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from pipeline.domain.events import Role

Reason = Literal[
    "empathy_without_action",
    "broken_promise",
    "unanswered",
    "no_authority",
    "repeated_script",
    "distress",
    "asked_for_senior",
    "vulnerable",
]
Severity = Literal["info", "warning", "critical"]
StepType = Literal["opened", "raised", "acknowledged", "withdrawn", "closed"]
ENDS: tuple[StepType, ...] = ("withdrawn", "closed")
"""The steps that end an escalation."""
Why = Literal[
    "acted",
    "handed_off",
    "confirmed",
    "answered",
    "calmed",
    "conversation_closed",
    "ended",
    "resolved",
    "false_alarm",
    "erased",
]


class Evidence(Struct, frozen=True, gc=False):
    """The words that caused a step. ``quote`` is masked."""

    message_id: str
    at: int
    role: Role
    cue: str
    quote: str


class EscalationStep(Struct, frozen=True, kw_only=True):
    """One step of one escalation, as ``makegood.escalations.v1`` carries it."""

    escalation_id: str
    conversation_id: str
    type: StepType
    reason: Reason
    severity: Severity
    at: int
    rules_version: str
    why: Why | None = None
    since: int | None = None
    missing: str | None = None
    evidence: tuple[Evidence, ...] = ()
    distress: float | None = None
    score: float | None = None
    """0-1, how badly somebody is needed: for ranking open escalations."""
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    partition: int | None = None
    """Where its conversation's events are; routing is told so that it can write back, nobody else."""


class ChatStatus(Struct, frozen=True, kw_only=True):
    """What a supervisor would see of an open conversation (``makegood.status.v1``)."""

    conversation_id: str
    at: int
    distress: float
    owner: str | None
    ball: Literal["customer", "agent"]
    problem_since: int | None
    gap_since: int | None
    due_at: int | None
    missing: str | None
    at_risk: bool
    open_escalations: tuple[str, ...]
    language_unsupported: bool
    team: str | None
    queue: str | None


class ChatGone(Struct, frozen=True, kw_only=True):
    """The conversation ended: a tombstone on ``makegood.status.v1``."""

    conversation_id: str


FoldOutcome: TypeAlias = EscalationStep | ChatStatus | ChatGone
