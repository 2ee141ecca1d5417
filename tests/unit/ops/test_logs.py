"""Log lines."""

import json
import logging

from pipeline.ops.logs import JsonLines, Lines

ENTRY = logging.makeLogRecord(
    {"name": "pipeline.stream", "levelname": "INFO", "msg": "took %s", "args": ("3",), "created": 1_772_446_504.12}
)


def test_a_line_begins_with_its_time_in_utc() -> None:
    assert Lines().format(ENTRY) == "2026-03-02T10:15:04.120Z INFO pipeline.stream: took 3"


def test_the_same_as_json() -> None:
    assert json.loads(JsonLines().format(ENTRY)) == {
        "at": "2026-03-02T10:15:04.120Z",
        "level": "info",
        "logger": "pipeline.stream",
        "message": "took 3",
    }
