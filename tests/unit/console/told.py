"""Steps and statuses for tests of the console, as short as they can be told."""

from typing import Any

from pipeline.console.reading import Record
from pipeline.domain.escalation import ChatStatus, EscalationStep, Reason, Severity, StepType
from pipeline.domain.floor import Case, Open, SeniorProfile
from pipeline.wire.routing_state import encode_entry


def step(
    kind: StepType = "opened",
    chat: str = "c-1",
    *,
    reason: Reason = "empathy_without_action",
    severity: Severity = "warning",
    at: int = 1_000,
    **more: Any,  # noqa: ANN401
) -> EscalationStep:
    name = f"{chat}/{reason}"
    return EscalationStep(
        escalation_id=name, conversation_id=chat, type=kind, reason=reason, severity=severity, at=at,
        rules_version="test", **more,
    )  # fmt: skip


def status(chat: str = "c-1", *, at_risk: bool = True, **more: Any) -> ChatStatus:  # noqa: ANN401
    told: dict[str, Any] = dict.fromkeys(ChatStatus.__struct_fields__)
    told |= {"at": 0, "distress": 0.0, "ball": "agent", "open_escalations": (), "language_unsupported": False}
    return ChatStatus(**told | {"conversation_id": chat, "at_risk": at_risk} | more)


def case(chat: str = "c-1", *, severity: Severity = "warning", **more: Any) -> Case:  # noqa: ANN401
    name = f"{chat}/distress"
    told: dict[str, Any] = {"phase": "waiting", "opened_by": name, "opened_at": 1_000, "since": 1_000}
    told |= {"open": {name: Open("distress", severity)}}
    return Case(conversation_id=chat, **told | more)


def senior(name: str = "s-1", **more: Any) -> SeniorProfile:  # noqa: ANN401
    return SeniorProfile(at=0, senior_id=name, **more)


def entry(told: Case | SeniorProfile, *, gone: bool = False) -> Record:
    """The record by which routing keeps it."""
    name = f"c/{told.conversation_id}" if isinstance(told, Case) else f"s/{told.senior_id}"
    made = encode_entry(name, None if gone else told)
    return Record(made.topic, 0, 0, 0, made.key, made.value)
