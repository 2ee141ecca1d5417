"""A record of the input as a line of JSON: what ``export`` writes, and ``replay`` and ``ingest`` read back.

``{"partition":0,"offset":7,"timestamp":"2026-03-02T10:15:04.120Z","key":"c-9","event":{…}}``; where the value is no
JSON, ``"base64"`` instead of ``"event"``. A clock event has no key. A dead letter that was sent again has
``"replayed":true``.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from pipeline.wire.outbound import AGAIN, Headers
from pipeline.wire.received import MISSING, NoKey, was_replayed
from pipeline.wire.rejection import Rejected
from pipeline.wire.times import to_iso, to_ms


class _Line(Struct, omit_defaults=True):
    partition: int
    offset: int
    timestamp: Any
    key: str | None
    replayed: bool = False
    event: Raw | UnsetType = UNSET
    base64: str | UnsetType = UNSET
    at: Raw | UnsetType = UNSET
    """Never written: a bare event may have such fields of its own."""


class Line(Struct, frozen=True):
    """A line of a file of events, exported or bare."""

    value: bytes
    key: bytes | NoKey | None = MISSING
    timestamp_ms: int | None = None
    replayed: bool = False

    @property
    def headers(self) -> Headers:
        """Those of the record by which it is judged."""
        return [AGAIN] if self.replayed else []


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Line)


def write_line(  # noqa: PLR0913, PLR0917 - what a record has
    partition: int,
    offset: int,
    timestamp_ms: int | None,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]] = (),
) -> bytes:
    """One line, without its end."""
    line = _Line(
        partition,
        offset,
        None if timestamp_ms is None else _stamp(timestamp_ms),
        None if key is None else key.decode("utf-8", "backslashreplace"),
        was_replayed(headers),
    )
    if value is not None and _is_json(value):
        # Line ends stand only between the parts of a JSON value, never inside a string.
        line.event = Raw(value.replace(b"\n", b" ").replace(b"\r", b" "))
    else:
        line.base64 = b64encode(value or b"").decode()
    return _encoder.encode(line)


def read_line(line: bytes) -> Line:
    """The record of a line; a line that ``export`` has not written is an event without key and time stamp.

    Raises Rejected where it was exported and has been spoilt since.
    """
    line = line.strip()
    try:
        found = _decoder.decode(line)
    except (ValueError, RecursionError):
        return Line(line)
    key = None if found.key is None else found.key.encode()
    return Line(_value(found, line), key, _stamped(found.timestamp), found.replayed)


def _value(found: _Line, line: bytes) -> bytes:
    if isinstance(found.base64, str):
        try:
            return b64decode(found.base64, validate=True)
        except ValueError:
            raise Rejected("invalid_field", "`base64` is no Base64") from None
    if isinstance(found.event, Raw):
        return bytes(found.event)
    if found.at is UNSET:
        raise Rejected("missing_field", "`event` is missing, or `base64` in its place, as `export` writes them")
    return line


def _stamped(timestamp: object) -> int | None:
    if timestamp is None:
        return None
    try:
        return to_ms(datetime.fromisoformat(str(timestamp)))
    except (ValueError, TypeError):
        raise Rejected("bad_time", "`timestamp` is no ISO 8601 time with an offset") from None


def _stamp(timestamp_ms: int) -> str | None:
    """A Kafka time stamp. There is none (-1), or it cannot be written: beyond the year 9999 it holds no event back."""
    try:
        return to_iso(timestamp_ms) if timestamp_ms >= 0 else None
    except OverflowError:
        return None


def _is_json(value: bytes) -> bool:
    try:
        value.decode()
        msgspec.json.decode(value)
    except (ValueError, RecursionError):
        return False
    return True
