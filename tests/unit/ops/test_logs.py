"""Log lines."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO

import pytest

from pipeline.notify.attempts import message
from pipeline.notify.targets import Message
from pipeline.ops.complaint import Complaint
from pipeline.ops.logs import JsonLines, Lines, set_up_logs
from pipeline.ops.secret import Secret
from tests.pushed_time import run
from tests.unit.notify.test_attempts import NOTICE

ENTRY = logging.makeLogRecord(
    {"name": "pipeline.stream", "levelname": "INFO", "msg": "took %s", "args": ("3",), "created": 1_772_446_504.12}
)


@contextmanager
def said() -> Iterator[StringIO]:
    """What a process says that has set up its logs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []  # those of pytest, which setting up would close
    with redirect_stderr(StringIO()) as stderr:
        set_up_logs()
        try:
            yield stderr
        finally:
            root.handlers = handlers
            root.setLevel(level)


def test_a_line_begins_with_its_time_in_utc() -> None:
    assert Lines().format(ENTRY) == "2026-03-02T10:15:04.120Z INFO pipeline.stream: took 3"


def test_the_same_as_json() -> None:
    assert json.loads(JsonLines().format(ENTRY)) == {
        "at": "2026-03-02T10:15:04.120Z",
        "level": "info",
        "logger": "pipeline.stream",
        "message": "took 3",
    }


@pytest.mark.parametrize("address", ["pagerduty://KEY", "tgram://KEY/", "msteams://KEY", "KEY", "nothing://KEY"])
def test_an_address_that_is_wrong_is_not_logged(address: str) -> None:
    with said() as stderr:
        with pytest.raises(Complaint) as complaint:
            message(Message(name="seniors", to=Secret(address)))
        logging.getLogger("pipeline.notify").warning("the end")
    assert "the end" in stderr.getvalue()
    assert "KEY" not in f"{stderr.getvalue()}{complaint.value}"


def test_of_an_address_that_does_not_answer_nothing_is_logged_but_what_we_say() -> None:
    async def tell() -> bool:
        return (await message(Message(name="seniors", to=Secret("json://127.0.0.1:1/KEY")))(NOTICE)).delivered

    with said() as stderr:
        assert not run(tell())
    assert stderr.getvalue() == ""


def test_no_library_tells_of_the_requests_it_makes() -> None:
    with said() as stderr:
        logging.getLogger("urllib3.connectionpool").warning("Retrying after connection broken: /services/KEY")
    assert stderr.getvalue() == ""
