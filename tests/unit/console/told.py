"""Steps and statuses for tests of the console, as short as they can be told."""

from typing import Any

from pipeline.domain.escalation import ChatStatus, EscalationStep, Reason, Severity, StepType


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
