"""What a target is told: as a CloudEvent in structured mode, or in words."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from pipeline.wire.outbound import SOURCE
from pipeline.wire.times import to_iso

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

_json = msgspec.json.Encoder()


class Notice(Struct, frozen=True, kw_only=True):
    """One thing to be told, under one id wherever and however often it is sent."""

    id: str
    about: str
    """What must stay in order: the conversation, or the team."""
    at: int
    """When it came about (ms)."""
    event: bytes
    """The CloudEvent."""
    title: str
    """One line for people."""
    words: str
    """The rest for people."""


def structured(identity: str, kind: str, about: str, at: int, told: Mapping[str, object]) -> bytes:
    """The CloudEvent; the same bytes each time. ``told``: links and ``data``; what is None is left out."""
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": identity,
        "source": SOURCE,
        "type": kind,
        "subject": about,
        "time": to_iso(at),
        "datacontenttype": "application/json",
        **{name: value for name, value in told.items() if value is not None},
    }
    return _json.encode(event)
