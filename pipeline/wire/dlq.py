"""Dead letters: a record that could not be read or folded, as it came, and why."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.wire.outbound import Headers, Record, cloud_event
from pipeline.wire.rejection import Why
from pipeline.wire.topics import DLQ

PREFIX = "makegood-"
LARGEST = DLQ.max_message_bytes - 4_096
"""Bytes of a dead letter with its key and headers. The input's limit counts compressed bytes; a record may be more."""
LONGEST_ERROR = 500
"""Characters."""
_KIND = "makegood.dead-letter"
_FIRST = f"{PREFIX}topic"
"""The header with which ours begin."""


class Consumed(Protocol):
    """A record as the client libraries hand it over."""

    @property
    def topic(self) -> str: ...  # noqa: D102
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...  # noqa: D102


def dead_letter(record: Consumed, reason: Why, error: str) -> Record:
    """The dead letter of a record. ``error`` is one line and quotes nothing of the record.

    The record keeps its CloudEvents attributes; where it has none, it gets those of a dead letter. What is too large
    for the topic is cut: the value, and where that is not enough key and headers. Then ``makegood-cut`` says how many
    bytes there were, and the input still holds them.
    """
    place = f"{record.topic}/{record.partition}/{record.offset}"
    headers: Headers = [(name, value or b"") for name, value in record.headers]
    key, value, cut = record.key, record.value, 0
    rest = len(key or b"") + sum(len(name) + len(told) for name, told in headers)
    if rest + len(value or b"") > LARGEST:
        cut, value = rest + len(value or b""), None
        if rest > LARGEST:
            key, headers = None, []
    if not any(name == "ce_id" for name, _ in headers):
        headers += [h for h in cloud_event(_KIND, place.encode(), None) if h[0].startswith("ce_")]
    headers += [
        (_FIRST, record.topic.encode()),
        (f"{PREFIX}partition", str(record.partition).encode()),
        (f"{PREFIX}offset", str(record.offset).encode()),
        (f"{PREFIX}reason", reason.encode()),
        (f"{PREFIX}error", " ".join(error.split())[:LONGEST_ERROR].encode()),
    ]
    if cut:
        headers.append((f"{PREFIX}cut", str(cut).encode()))
    return Record(DLQ.name, key, value, headers)


def about(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """What a dead letter's headers tell: topic, partition, offset, reason, error."""
    return {
        name.removeprefix(PREFIX): (value or b"").decode("utf-8", "replace")
        for name, value in headers[_place(headers) :]
        if name.startswith(PREFIX)
    }


def without_ours(headers: Sequence[tuple[str, bytes | None]]) -> Headers:
    """The headers the record came with; it may have had some of the same names itself."""
    came = [(name, value or b"") for name, value in headers[: _place(headers)]]
    if ("ce_type", _KIND.encode()) in came:
        came = [(name, value) for name, value in came if not name.startswith("ce_")]
    return came


def _place(headers: Sequence[tuple[str, bytes | None]]) -> int:
    """Where ours begin; they stand behind those that the record came with."""
    return max((place for place, (name, _) in enumerate(headers) if name == _FIRST), default=len(headers))
