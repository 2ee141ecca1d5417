"""The floor: the seniors, the conversations that need one, and what is decided about them.

Times are whole milliseconds since the epoch, UTC.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from pipeline.domain.escalation import EscalationStep, Reason, Severity
from pipeline.domain.events import Clock

AnswerType = Literal["accept", "decline", "hand_on", "take_over", "done"]
DecisionType = Literal["assigned", "reassigned", "overdue", "released", "grouped"]
DecisionWhy = Literal[
    "opened",
    "declined",
    "handed_on",
    "taken_over",
    "not_acknowledged",
    "not_acted",
    "left",
    "unassigned_chat",
    "queue",
    "many_at_once",
    "calm",
    "done",
    "ended",
    "expired",
]


class SeniorProfile(Struct, frozen=True, kw_only=True):
    """Who a senior is now. The whole profile each time; the latest counts."""

    at: int
    senior_id: str
    present: bool = True
    capacity: int = 1
    """Conversations at a time."""
    teams: tuple[str, ...] = ()
    """None named: all."""
    skills: tuple[str, ...] = ()
    """Queues and other skills; none named: all."""
    languages: tuple[str, ...] = ("en",)
    may_approve: bool = False
    refund_limit: float = 0.0
    supervisor: bool = False


class Presence(Struct, frozen=True, kw_only=True):
    """A senior came or left."""

    at: int
    senior_id: str
    present: bool


class Need(Struct, frozen=True, kw_only=True):
    """What a conversation needs beside its reason, as the chat system knows it: all of it, each time."""

    at: int
    conversation_id: str
    language: str | None = None
    skill: str | None = None
    refund: float | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """What a senior says to an assignment."""

    at: int
    conversation_id: str
    senior_id: str
    answer: AnswerType
    assignment_id: str | None = None
    """Which assignment is answered; an answer to an earlier one counts for nothing. Not needed to take over."""
    to: str | None = None
    """Whom it is handed on to; nobody: the next."""


RoutingEvent: TypeAlias = EscalationStep | SeniorProfile | Presence | Need | Answer | Clock


class Open(Struct, frozen=True):
    """One open escalation of a case."""

    reason: Reason
    severity: Severity
    missing: str | None = None
    quote: str | None = None
    """Masked; of its latest evidence. Never of what somebody in danger said."""


class Case(Struct, frozen=True, kw_only=True):
    """A conversation that needs a senior."""

    conversation_id: str
    phase: Literal["team", "waiting", "assigned", "acknowledged", "done", "ended"]
    opened_by: str
    """The escalation that opened it: no other case ever has it."""
    opened_at: int
    """When it began to need somebody; anew where it was done."""
    since: int
    """When its phase began."""
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    missing: str | None = None
    quote: str | None = None
    """Both of the gravest that is open, of two the latest."""
    open: dict[str, Open] = {}
    """By escalation id."""
    past: tuple[str, ...] = ()
    """Escalations that ended; written twice, they open nothing."""
    language: str | None = None
    skill: str | None = None
    refund: float | None = None
    owner: str | None = None
    """The one senior; while assigned and acknowledged, never else."""
    level: int = 0
    """0: seniors, supervisors where none can; 1: supervisors."""
    tried: tuple[str, ...] = ()
    """Seniors who did not take it, or did not act, in this round."""
    assignments: int = 0
    overdue: bool = False
    acknowledged_at: int | None = None
    """When somebody first said that they have it, since then."""
    late: bool = False
    """Whether some time passed unheeded since then."""
    partition: int | None = None
    """Where the conversation's events are."""
    renewed_at: int | None = None
    """When something opened in it last: it expires so long after that. None: :attr:`opened_at`."""
    needed_at: int | None = None
    """When its language, skill and refund were told. They are remembered so long, whether or not anybody is asked."""

    @property
    def severity(self) -> int:
        """The worst of its escalations: 0 info, 1 warning, 2 critical."""
        return max((SEVERITIES.index(one.severity) for one in self.open.values()), default=0)

    @property
    def reasons(self) -> frozenset[Reason]:
        """Why it needs one."""
        return frozenset(one.reason for one in self.open.values())


SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")


class Floor(Struct, frozen=True, kw_only=True):
    """All that the routing fold knows."""

    at: int = 0
    """The time of the last thing that happened; it never goes back."""
    seniors: dict[str, SeniorProfile] = {}
    cases: dict[str, Case] = {}
    groups: dict[str, int] = {}
    """Teams with more waiting conversations than single alarms make sense for, and since when."""


class Decision(Struct, frozen=True, kw_only=True):
    """What was decided, as ``makegood.assignments.v1`` carries it."""

    type: DecisionType
    at: int
    why: DecisionWhy
    rules_version: str
    conversation_id: str | None = None
    assignment_id: str | None = None
    senior: str | None = None
    """Who is to act; on ``released``: who is free again. None: the team is told."""
    previous: str | None = None
    level: int = 0
    severity: Severity = "info"
    reasons: tuple[Reason, ...] = ()
    escalation_ids: tuple[str, ...] = ()
    due_at: int | None = None
    """By when it must be acknowledged."""
    missing: str | None = None
    quote: str | None = None
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    opened_at: int | None = None
    """On ``released``: when it began to need somebody."""
    acknowledged_at: int | None = None
    in_time: bool | None = None
    """On ``released``: whether nobody's time passed unheeded."""
    waiting: int | None = None
    """How many conversations a group holds."""
