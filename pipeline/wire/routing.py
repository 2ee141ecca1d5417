"""Records of ``makegood.routing.v1`` become events of the routing fold; its decisions become records."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock
from pipeline.domain.floor import Answer, AnswerType, Decision, Need, Presence, RoutingEvent, SeniorProfile
from pipeline.wire.inbound import Head, Id, Name, Timed
from pipeline.wire.outbound import TIMES, Record, cloud_event
from pipeline.wire.received import checked, clamped, time_of
from pipeline.wire.rejection import Rejected
from pipeline.wire.times import to_iso
from pipeline.wire.told import NotOursError, read_step, read_told
from pipeline.wire.topics import ASSIGNMENTS, ROUTING

STEPS = ("opened", "raised", "acknowledged", "withdrawn", "closed")
"""An escalation step stands here with the very bytes of ``makegood.escalations.v1``."""
PARTITION = "makegood-partition"
"""Header of a step here: the number of the partition that its conversation's events are in."""
Names = tuple[Name, ...]
MOST_DIGITS = 10
Amount = Annotated[float, Meta(ge=0)]


class SeniorOnWire(Timed, kw_only=True):
    """`senior`."""

    senior_id: Id
    present: bool = True
    capacity: Annotated[int, Meta(ge=1, le=1000)] = 1
    teams: Names = ()
    skills: Names = ()
    languages: Names = ("en",)
    may_approve: bool = False
    refund_limit: Amount = 0.0
    supervisor: bool = False


class PresenceOnWire(Timed, kw_only=True):
    """`presence`."""

    senior_id: Id
    present: bool


class NeedOnWire(Timed, kw_only=True):
    """`need`."""

    conversation_id: Id
    language: Name | None = None
    skill: Name | None = None
    refund: Amount | None = None


class AnswerOnWire(Timed, kw_only=True):
    """`answer`."""

    conversation_id: Id
    senior_id: Id
    answer: AnswerType
    assignment_id: Id | None = None
    to: Id | None = None


_head = msgspec.json.Decoder(Head)
_bodies: Mapping[str, tuple[msgspec.json.Decoder[Timed], type[SeniorProfile | Presence | Need | Answer | Clock]]] = {
    "senior": (msgspec.json.Decoder(SeniorOnWire), SeniorProfile),
    "presence": (msgspec.json.Decoder(PresenceOnWire), Presence),
    "need": (msgspec.json.Decoder(NeedOnWire), Need),
    "answer": (msgspec.json.Decoder(AnswerOnWire), Answer),
    "clock": (msgspec.json.Decoder(Timed), Clock),
}
_json = msgspec.json.Encoder()


def read_routing(
    value: bytes | None, timestamp_ms: int | None = None, headers: Sequence[tuple[str, bytes]] = ()
) -> RoutingEvent:
    """The event that a record carries; raises Rejected. ``at`` counts at most 60 s beyond ``timestamp_ms``."""
    event = checked(value, _event)
    at = clamped(event.at, timestamp_ms)
    if isinstance(event, EscalationStep):
        told = dict(headers).get(PARTITION, b"")
        return replace(event, at=at, partition=int(told) if told.isdigit() and len(told) < MOST_DIGITS else None)
    return replace(event, at=at)


def _event(value: bytes) -> RoutingEvent:
    kind = _head.decode(value).type
    if kind in STEPS:
        try:
            return read_step(value)
        except NotOursError:
            why = "no escalation step as schemas/makegood.escalations.v1 describes it"
            raise Rejected("invalid_field", why) from None
    if kind not in _bodies:
        raise Rejected("unknown_type", f"`type` is none of {', '.join((*STEPS, *_bodies))}")
    decoder, event = _bodies[kind]
    body = decoder.decode(value)
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    return event(**{**fields, "at": time_of(body)})


def encode_for_routing(record: Record, number: int) -> Record:
    """A step's record on the routing topic, which has one partition; ``number`` is that of its conversation."""
    headers = [*record.headers, (PARTITION, str(number).encode())]
    return Record(ROUTING.name, record.key, record.value, headers, record.timestamp_ms, partition=0)


def encode_event(event: SeniorProfile | Presence | Need | Answer) -> Record:
    """The record of something that a senior or the chat system tells."""
    kind = {SeniorProfile: "senior", Presence: "presence", Need: "need", Answer: "answer"}[type(event)]
    value = _json.encode({"type": kind, **fields_of(event)})
    key = event.senior_id if isinstance(event, SeniorProfile | Presence) else event.conversation_id
    headers = cloud_event(f"makegood.routing.{kind}", value, event.at)
    return Record(ROUTING.name, key.encode(), value, headers, event.at, partition=0)


def encode_decision(decision: Decision) -> Record:
    """The record of a decision; the same bytes and id whenever the same log is read."""
    value = _json.encode(fields_of(decision))
    key = decision.conversation_id or decision.team or ""
    headers = cloud_event(f"makegood.assignment.{decision.type}", value, decision.at)
    return Record(ASSIGNMENTS.name, key.encode(), value, headers, decision.at, partition=0)


def read_decision(value: bytes) -> Decision:
    """A record of ``makegood.assignments.v1``; raises NotOursError."""
    return read_told(value, Decision)


def fields_of(struct: Struct) -> dict[str, object]:
    """As they stand on the wire: times in ISO 8601; what is absent, or empty where that says nothing, is left out."""
    fields: dict[str, object] = {}
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if value is None or value == ():
            continue
        fields[name] = to_iso(value) if name in TIMES else value
    return fields
