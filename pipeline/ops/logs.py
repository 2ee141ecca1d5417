"""Logs go to stderr, one line an entry. They name topics, partitions and offsets, never what somebody wrote."""

import json
import logging
import sys
from typing import Literal

from pipeline.wire.times import to_iso

QUIET = ("aiokafka", "faust", "mode", "asyncio")
"""Libraries that tell of every reconnection; what matters of it we say ourselves."""
SILENT = frozenset({"kafka", "apprise", "urllib3"})
"""Libraries that say nothing. What kafka-python logs (with tracebacks) it raises as well. Apprise, and what it sends
by, name the addresses of services, which hold keys; whether an attempt failed we say ourselves."""


class Lines(logging.Formatter):
    """As text: time, level, logger, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """UTC, to the millisecond."""
        del datefmt
        return to_iso(int(record.created * 1_000))


class JsonLines(Lines):
    """The same as JSON objects, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """One object a line."""
        entry = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def may_speak(record: logging.LogRecord) -> bool:
    """Whether an entry is of a library that is listened to, or ours."""
    return record.name.partition(".")[0] not in SILENT


def set_up_logs(level: str = "info", style: Literal["text", "json"] = "text") -> None:
    """Send the logs of this process to stderr; libraries speak from ``warning`` on, or from ``level`` if higher."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else Lines())
    handler.addFilter(may_speak)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
