"""Times on the wire (ISO 8601 with an offset) and inside (whole milliseconds since the epoch, UTC)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since the epoch, cut, of a time with an offset."""
    return (moment - EPOCH) // MILLISECOND


def to_iso(ms: int) -> str:
    """``2026-03-02T10:15:04.120Z``. Raises OverflowError beyond the year 9999."""
    seconds, rest = divmod(ms, 1000)
    return f"{_to_seconds(seconds)}.{rest:03}Z"


def believed(timestamp_ms: int, now: Callable[[], int] | None) -> int:
    """A record's Kafka time stamp (ms) as far as it counts: no later than ``now`` (ms), where real time counts.

    It is its producer's word (docs/decisions/013-time-stamps-ahead.md). A record without one (-1) is written now.
    """
    if now is None:
        return timestamp_ms
    latest = now()
    return min(timestamp_ms, latest) if timestamp_ms >= 0 else latest


@lru_cache(maxsize=4096)
def _to_seconds(seconds: int) -> str:
    # A status repeats the times of the one before, and chats beside one another share their seconds.
    return (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


EARLIEST = to_ms(datetime(2000, 1, 1, tzinfo=UTC))
LATEST = to_ms(datetime(2100, 1, 1, tzinfo=UTC))
"""No event is older or newer: such a time is a slip, and the year 9999 would fire every deadline."""
