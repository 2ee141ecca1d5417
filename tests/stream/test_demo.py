"""The demo shows an escalation soon and leaves nothing behind."""

import re
import signal
import subprocess
import sys
import time

import pytest


def processes_of(session: int) -> list[str]:
    """The command lines of what still runs in these sessions."""
    listed = subprocess.run(["ps", "-eo", "ppid,sess,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if re.match(rf"\s*({session})\s", line)]


@pytest.mark.needs("embedded broker")
def test_an_escalation_within_thirty_seconds_and_ctrl_c_stops_it_all() -> None:
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.main", "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout
        line = demo.stdout.readline()
        took = time.monotonic() - began
        children = processes_of(demo.pid)
        demo.send_signal(signal.SIGINT)
        _, error = demo.communicate(timeout=30)
    assert "OPENED" in line, error
    assert took < 30
    assert len(children) == 3, "a broker, a worker, a console"
    commands = [child.split(maxsplit=2)[2] for child in children]
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    assert not [command for command in commands if command in left and "--listener-url" in command]
    assert demo.returncode == 130
    assert "Traceback" not in error
