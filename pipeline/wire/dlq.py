"""Dead letters: a record that could not be read or folded, as it came, and why."""

from collections.abc import Sequence

from msgspec import Struct

from pipeline.wire.outbound import Headers, Record, cloud_event
from pipeline.wire.rejection import Why
from pipeline.wire.topics import DLQ

PREFIX = "makegood-"
LONGEST_ERROR = 500
"""Characters."""
_KIND = "makegood.dead-letter"


class Origin(Struct, frozen=True):
    """Where a record stood."""

    topic: str
    partition: int
    offset: int


class Original(Struct, frozen=True):
    """A record of the input, untouched."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]] = ()


def dead_letter(origin: Origin, original: Original, reason: Why, error: str) -> Record:
    """The dead letter of a record. ``error`` is one line and quotes nothing of the record.

    The record keeps its CloudEvents attributes; where it has none, it gets those of a dead letter.
    """
    place = f"{origin.topic}/{origin.partition}/{origin.offset}"
    headers: Headers = [(name, value or b"") for name, value in original.headers]
    if not any(name == "ce_id" for name, _ in headers):
        headers += [h for h in cloud_event(_KIND, place.encode(), None) if h[0].startswith("ce_")]
    headers += [
        (f"{PREFIX}topic", origin.topic.encode()),
        (f"{PREFIX}partition", str(origin.partition).encode()),
        (f"{PREFIX}offset", str(origin.offset).encode()),
        (f"{PREFIX}reason", reason.encode()),
        (f"{PREFIX}error", " ".join(error.split())[:LONGEST_ERROR].encode()),
    ]
    return Record(DLQ.name, original.key, original.value, headers)


def about(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """What a dead letter's headers tell: topic, partition, offset, reason, error."""
    return {
        name.removeprefix(PREFIX): (value or b"").decode("utf-8", "replace")
        for name, value in headers
        if name.startswith(PREFIX)
    }


def without_ours(headers: Sequence[tuple[str, bytes | None]]) -> Headers:
    """The headers the record came with."""
    came = [(name, value or b"") for name, value in headers if not name.startswith(PREFIX)]
    if ("ce_type", _KIND.encode()) in came:
        came = [(name, value) for name, value in came if not name.startswith("ce_")]
    return came
