"""Escalations as the console knows them: the steps of each, put together."""

from msgspec import Struct, field

from pipeline.domain.escalation import EscalationStep, Evidence, Reason, Severity, Why

MOST_STEPS = 50
"""Of one escalation: it may be acknowledged without end."""


class Escalation(Struct):
    """One escalation; times in ms. What the topic no longer holds stays empty."""

    id: str
    conversation_id: str
    reason: Reason
    severity: Severity
    opened_at: int
    since: int
    missing: str | None = None
    score: float = 0.0
    """0-1, how badly somebody is needed."""
    evidence: tuple[Evidence, ...] = ()
    agent: str | None = None
    team: str | None = None
    queue: str | None = None
    acknowledged_at: int | None = None
    ended_at: int | None = None
    why: Why | None = None
    steps: list[EscalationStep] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether nothing has ended it."""
        return self.ended_at is None

    def take(self, step: EscalationStep) -> bool:
        """Its next step; False for one that was there already, as ordered delivery may repeat it."""
        if step in self.steps:
            return False
        self.steps.append(step)
        del self.steps[:-MOST_STEPS]
        match step.type:
            case "opened" | "raised":
                self.severity = step.severity
                self.since = step.since or self.since
                self.missing = step.missing
                self.score = step.score or 0.0
                self.evidence = step.evidence
                self.agent, self.team, self.queue = step.agent, step.team, step.queue
            case "acknowledged":
                self.acknowledged_at = step.at
            case "withdrawn" | "closed":
                self.ended_at, self.why = step.at, step.why
        return True


def begun_by(step: EscalationStep) -> Escalation:
    """An escalation, from the first of its steps that is known."""
    return Escalation(
        id=step.escalation_id,
        conversation_id=step.conversation_id,
        reason=step.reason,
        severity=step.severity,
        opened_at=step.at,
        since=step.since or step.at,
    )
