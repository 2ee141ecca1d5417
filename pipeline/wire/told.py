"""What we have written, read back: steps and statuses from their topics."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from pipeline.domain.escalation import ChatStatus, EscalationStep
from pipeline.wire.outbound import TIMES
from pipeline.wire.times import to_ms

T = TypeVar("T", bound=Struct)


class NotOursError(ValueError):
    """A record that is none of ours, or of a version that this one does not know."""


def read_step(value: bytes) -> EscalationStep:
    """A record of ``makegood.escalations.v1``; raises NotOursError."""
    return read_told(value, EscalationStep)


def read_status(value: bytes) -> ChatStatus:
    """A record of ``makegood.status.v1`` that is no tombstone; raises NotOursError."""
    return read_told(value, ChatStatus)


def read_told(value: bytes, kind: type[T]) -> T:
    """A record of ours as the struct it was written from; raises NotOursError."""
    try:
        fields = _timed(msgspec.json.decode(value))
        # Absent fields are left out on the wire, also those without a default inside.
        absent = {field.name: None for field in msgspec.structs.fields(kind) if field.required}
        return msgspec.convert(absent | fields, kind)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NotOursError(f"no {kind.__name__}: {type(error).__name__}") from error


def _timed(told: dict[str, Any]) -> dict[str, Any]:
    for name in TIMES & told.keys():
        told[name] = to_ms(datetime.fromisoformat(told[name]))
    for shown in told.get("evidence", ()):
        _timed(shown)
    return told
