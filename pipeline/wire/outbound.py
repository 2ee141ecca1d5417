"""What the fold says becomes records: the same bytes and ids whenever the same log is read."""

from collections.abc import Mapping
from hashlib import sha1
from uuid import UUID

import msgspec
from msgspec import Struct

from pipeline.domain.escalation import ChatStatus, EscalationStep, FoldOutcome
from pipeline.domain.events import Clock, Event, Feedback, StatusChange
from pipeline.wire.received import REPLAYED
from pipeline.wire.times import to_iso
from pipeline.wire.topics import ESCALATIONS, STATUS

SOURCE = "makegood"
_IDS = UUID("5f2ad70c-4c0c-5d6a-9a36-0d9c7c8a2b11").bytes
TIMES = frozenset({"at", "since", "problem_since", "gap_since", "due_at", "opened_at", "acknowledged_at"})
"""Fields that stand as ISO 8601 on the wire."""
# The order in which a person reads it.
_STEP = (
    *("escalation_id", "conversation_id", "type", "reason", "severity", "at", "why", "since", "missing"),
    *("evidence", "distress", "score", "agent", "team", "queue", "rules_version"),
)
_json = msgspec.json.Encoder()

Headers = list[tuple[str, bytes]]
AGAIN = (REPLAYED, b"1")
"""The header of a dead letter that is sent to the input again."""


class Record(Struct, frozen=True):
    """A record to be written, whatever writes it."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int | None = None
    """``None``: the time of writing."""
    partition: int | None = None
    """``None``: the number of what it was caused by."""


def encode_outcome(outcome: FoldOutcome) -> Record:
    """The record that carries an outcome, on the topic it belongs to."""
    key = outcome.conversation_id.encode()
    if isinstance(outcome, EscalationStep):
        value = _json.encode(_step(outcome))
        headers = cloud_event(f"makegood.escalation.{outcome.type}", value, outcome.at)
        return Record(ESCALATIONS.name, key, value, headers, outcome.at)
    if isinstance(outcome, ChatStatus):
        value = _json.encode(_present(outcome))
        return Record(STATUS.name, key, value, cloud_event("makegood.status.changed", value, outcome.at), outcome.at)
    return Record(STATUS.name, key, None, cloud_event("makegood.status.ended", key, None))


def encode_feedback(feedback: Feedback, topic: str, partition: int) -> Record:
    """The record of a verdict, as an event of the input: ``partition`` is that of the conversation's other events."""
    value = {
        "type": "feedback",
        "id": feedback.id,
        "conversation_id": feedback.conversation_id,
        "at": to_iso(feedback.at),
        "author": {"role": feedback.role, "id": feedback.author_id},
        "escalation_id": feedback.escalation_id,
        "verdict": feedback.verdict,
    }
    key = feedback.conversation_id.encode()
    return Record(topic, key, _json.encode(value), event_headers(feedback), feedback.at, partition)


def event_headers(event: Event) -> Headers:
    """CloudEvents attributes of an event that we send to the input; the id is the event's own.

    One that was replayed stays so.
    """
    if isinstance(event, Clock):
        return cloud_event("chat.clock", str(event.at).encode(), event.at)
    kind = "status" if isinstance(event, StatusChange) else type(event).__name__.lower()
    headers = dict(cloud_event(f"chat.{kind}", b"", event.at))
    headers["ce_id"] = event.id.encode()
    return [*headers.items(), *([AGAIN] if event.replayed else [])]


def cloud_event(kind: str, identity: bytes, at: int | None) -> Headers:
    """CloudEvents attributes for Kafka's binary mode; the id depends on ``kind`` and ``identity`` alone."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", _uuid5(f"{kind}/{identity.hex()}")),
        ("ce_type", kind.encode()),
        ("ce_source", SOURCE.encode()),
    ]
    if at is not None:
        headers.append(("ce_time", to_iso(at).encode()))
    return [*headers, ("content-type", b"application/json")]


def _uuid5(name: str) -> bytes:
    """What ``uuid.uuid5`` says, as text, without an object made of it: one for each record that is written."""
    digest = sha1(_IDS + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}".encode()


def _step(step: EscalationStep) -> Mapping[str, object]:
    fields = _present(step)
    if step.evidence:
        fields["evidence"] = [_present(evidence) for evidence in step.evidence]
    else:
        fields.pop("evidence", None)
    return {name: fields[name] for name in _STEP if name in fields}


def _present(struct: Struct) -> dict[str, object]:
    """Its fields as they stand on the wire; absent ones are left out."""
    fields: dict[str, object] = {}
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if value is None:
            continue
        if name in TIMES:
            value = to_iso(value)
        elif isinstance(value, float):
            value = round(value, 3)
        fields[name] = value
    return fields
