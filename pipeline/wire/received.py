"""A record as Kafka or a file holds it, and what is looked at whatever it carries: size, JSON, times, key, headers."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Final, NamedTuple, TypeVar

import msgspec

from pipeline.wire import inbound
from pipeline.wire.invalid import invalid
from pipeline.wire.rejection import Rejected
from pipeline.wire.times import EARLIEST, LATEST, to_ms

LARGEST_VALUE = 256 * 1024
"""Bytes. A chat message is some hundred; what is larger is no chat and would hold up its partition."""
SLACK_MS = 60_000
"""How far an event's own time may lie beyond its Kafka time stamp."""


class NoKey(Enum):
    """Where events come from a file there is no key to check."""

    MISSING = "missing"


MISSING: Final = NoKey.MISSING
REPLAYED: Final = "makegood-replayed"
"""Header of a dead letter that was sent to the input again."""
_T = TypeVar("_T")


class Received(NamedTuple):
    """A record as Kafka or a file holds it."""

    value: bytes | None
    key: bytes | NoKey | None = MISSING
    timestamp_ms: int | None = None
    headers: Sequence[tuple[str, bytes | None]] = ()


def was_replayed(headers: Sequence[tuple[str, bytes | None]]) -> bool:
    """Whether a record with these headers is a dead letter that was sent again."""
    return bool(headers) and any(name == REPLAYED for name, _ in headers)


def checked(value: bytes | None, parse: Callable[[bytes], _T]) -> _T:
    """What ``parse`` makes of a JSON value; what it or msgspec finds wrong becomes Rejected with its reason."""
    if value is None:
        raise Rejected("no_value", "the record has no value")
    if len(value) > LARGEST_VALUE:
        raise Rejected("too_large", f"{len(value)} bytes, at most {LARGEST_VALUE} are read")
    try:
        value.decode()  # fields that are skipped would not be looked at
        return parse(value)
    except UnicodeDecodeError as error:
        raise Rejected("not_utf8", f"no UTF-8 at byte {error.start}") from None
    except msgspec.ValidationError as error:
        raise invalid(str(error)) from None
    except msgspec.DecodeError:
        raise Rejected("not_json", "the value is not JSON") from None
    except RecursionError:
        raise Rejected("not_json", "the value is nested too deeply") from None


def time_of(body: inbound.Timed) -> int:
    """An event's own time (ms); raises Rejected."""
    at = to_ms(body.at)
    if not EARLIEST <= at < LATEST:
        raise Rejected("bad_time", "`at` lies outside the years 2000 to 2099")
    return at


def clamped(at: int, timestamp_ms: int | None) -> int:
    """The time that counts: at most 60 s beyond Kafka's time stamp."""
    # Kafka's -1 says that the record has no time stamp.
    return at if timestamp_ms is None or timestamp_ms < 0 else min(at, timestamp_ms + SLACK_MS)


def check_no_key(key: bytes | NoKey | None) -> None:
    """Raise Rejected for the key of a clock event."""
    if key and key is not MISSING:
        raise Rejected("key_mismatch", "a clock event has no key: it belongs to no conversation")


def check_key(key: bytes | NoKey | None, conversation_id: str) -> None:
    """Raise Rejected where a key is not that of a conversation's event."""
    if key is MISSING:
        return
    if not key:
        raise Rejected("missing_key", "the record has no key; it must be the conversation_id")
    if key != conversation_id.encode():
        raise Rejected("key_mismatch", "the record's key is not its conversation_id")
