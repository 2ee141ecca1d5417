"""The demo shows an escalation soon and leaves nothing behind."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

import pytest

from tests.waiting import LIMIT

FIRST = "gym-charged-twice"


def processes_of(session: int) -> list[str]:
    """The command lines of what still runs in these sessions."""
    listed = subprocess.run(["ps", "-eo", "ppid,sess,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if re.match(rf"\s*({session})\s", line)]


def until_released(lines: IO[str]) -> Iterator[str]:
    """What is told of the first escalated chat, until its senior is free again."""
    for head in lines:
        name = next(lines) if head[7:8].isupper() else head
        if FIRST in name:
            yield head
            if "released" in head:
                return


@pytest.mark.needs("embedded broker")
def test_an_escalation_within_thirty_seconds_then_the_whole_way_and_ctrl_c_stops_it_all() -> None:
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.main", "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout
        line = demo.stdout.readline()
        took = time.monotonic() - began
        children = processes_of(demo.pid)
        told = list(until_released(demo.stdout))
        demo.send_signal(signal.SIGINT)
        _, error = demo.communicate(timeout=LIMIT)
    assert "OPENED" in line, error
    assert took < 30
    whole_way = ("assigned to sara", "sara: has it", "ACKNOWLEDGED", "WITHDRAWN (acted)", "released")
    assert [part for one in told for part in whole_way if part in one] == list(whole_way), told
    assert len(children) == 3, "a broker, a worker, a console"
    commands = [child.split(maxsplit=2)[2] for child in children]
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    assert not [command for command in commands if command in left and "--listener-url" in command]
    assert demo.returncode == 130
    assert "Traceback" not in error
