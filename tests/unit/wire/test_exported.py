"""What `export` writes is read back as it was."""

import json

import pytest

from pipeline.wire.exported import Line, read_line, write_line
from pipeline.wire.received import REPLAYED, was_replayed
from pipeline.wire.rejection import Rejected


@pytest.mark.parametrize(
    "value", [b'{"id":"m-1","at": "x"}', b"3", b'{"a":1,\n "b":"c\\n"}', b"not json", b"\xff", b""]
)
@pytest.mark.parametrize("key", [b"c-1", None])
def test_a_record_comes_back_on_one_line(value: bytes, key: bytes | None) -> None:
    line = write_line(3, 17, 1_772_446_504_120, key, value)
    assert b"\n" not in line
    assert read_line(line + b"\n") == Line(value.replace(b"\n", b" "), key, 1_772_446_504_120)


def test_an_event_stands_readable_on_its_line() -> None:
    line = json.loads(write_line(3, 17, 1_772_446_504_120, b"c-1", b'{"id":"m-1"}'))
    assert line == {
        "partition": 3,
        "offset": 17,
        "timestamp": "2026-03-02T10:15:04.120Z",
        "key": "c-1",
        "event": {"id": "m-1"},
    }


@pytest.mark.parametrize("line", [b'{"id":"m-1","conversation_id":"c-1"}', b"nonsense", b'{"partition":"x"}', b"[1]"])
def test_other_lines_are_bare_events(line: bytes) -> None:
    assert read_line(line + b"\n") == Line(line)


def test_a_dead_letter_that_was_sent_again_stays_one() -> None:
    line = write_line(3, 17, 1_772_446_504_120, b"c-1", b"{}", [("trace", b"t"), (REPLAYED, b"1")])
    assert json.loads(line)["replayed"] is True
    assert was_replayed(read_line(line).headers)
    other = write_line(3, 17, 1_772_446_504_120, b"c-1", b"{}", [("trace", b"t")])
    assert "replayed" not in json.loads(other)
    assert read_line(other).headers == []


@pytest.mark.parametrize("stamp", [-1, 1_772_446_504_120_000, 253_402_300_800_000, 2**63 - 1, -(2**63)])
def test_a_time_stamp_that_cannot_be_written_is_none(stamp: int) -> None:
    line = write_line(3, 17, stamp, b"c-1", b"{}")
    assert json.loads(line)["timestamp"] is None
    assert read_line(line).timestamp_ms is None


@pytest.mark.parametrize(
    ("fields", "reason", "told"),
    [
        ({"timestamp": "yesterday"}, "bad_time", "`timestamp`"),
        ({"timestamp": "2026-03-02T10:15:04"}, "bad_time", "`timestamp`"),
        ({"timestamp": 17}, "bad_time", "`timestamp`"),
        ({"event": None, "base64": "a"}, "invalid_field", "`base64`"),
        ({"event": None, "base64": "YWJj!"}, "invalid_field", "`base64`"),
        ({"event": None}, "missing_field", "`event` is missing, or `base64`"),
    ],
)
def test_an_exported_line_that_was_spoilt_says_by_what(fields: dict[str, object], reason: str, told: str) -> None:
    line = {"partition": 0, "offset": 7, "timestamp": None, "key": "c-1", "event": {"id": "m-1"}} | fields
    kept = {name: value for name, value in line.items() if value is not None or name != "event"}
    with pytest.raises(Rejected, match=told) as rejected:
        read_line(json.dumps(kept).encode())
    assert rejected.value.reason == reason


def test_a_bare_event_may_have_such_fields_of_its_own() -> None:
    line = b'{"partition":0,"offset":7,"timestamp":null,"key":"c-1","id":"m-1","at":"2026-03-02T10:15:04Z"}'
    assert read_line(line) == Line(line, b"c-1")
