"""The decoder is total: whatever comes is an event or is rejected, and nothing of it is quoted."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.wire.codec import Decoder, Rejected, unread
from pipeline.wire.exported import read_line, write_line

DECODER = Decoder(unread)
VALUES: list[object] = [
    *(None, True, 0, -1, 10**30, 0.5, 1e300, "", "x", "\x00", "a\nb", "é", "message", "closed", "en", "x" * 300),
    *([], [[]], {}, {"a": {}}, {"role": "bot"}, {"role": 1}, "2026-03-02T10:15:04Z", "9999-12-31T23:59:59-23:59"),
]
JSON = st.sampled_from(VALUES)
FIELDS = (
    *("type", "id", "conversation_id", "at", "author", "text", "language", "visibility", "team"),
    *("action", "outcome", "reference", "status", "agent_id", "escalation_id", "verdict"),
)
SOUND = {
    "id": "m-1",
    "conversation_id": "c-1",
    "at": "2026-03-02T10:15:04.120Z",
    "author": {"role": "agent"},
    "action": "refund",
    "outcome": "failed",
    "status": "closed",
    "escalation_id": "e-1",
    "verdict": "resolved",
}


def decode(value: bytes, key: bytes | None) -> None:
    try:
        DECODER.event(value, key, 5)
    except Rejected as rejected:
        told = str(rejected)
    else:
        told = "an event"
    assert "\n" not in told


@given(st.binary(max_size=300), st.none() | st.binary(max_size=9))
def test_any_bytes(value: bytes, key: bytes | None) -> None:
    decode(value, key)


@given(
    st.sampled_from(["message", "action", "status", "feedback", "erase", "clock"]),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3),
)
def test_sound_events_with_any_values_in_some_fields(kind: str, broken: dict[str, object]) -> None:
    decode(json.dumps({**SOUND, "type": kind, **broken}).encode(), b"c-1")


@given(st.binary(max_size=300), st.none() | st.text(max_size=9))
def test_any_record_survives_export(value: bytes, key: str | None) -> None:
    line = read_line(write_line(0, 1, 5, None if key is None else key.encode(), value))
    assert line.value == value or json.loads(line.value) == json.loads(value)
    assert line.key == (None if key is None else key.encode())
