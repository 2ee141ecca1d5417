"""A worker process of ours, as tests start, watch and end it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.request import urlopen

from pipeline.cli.embedded_broker import free_port
from tests.waiting import LIMIT

ANSWER = 30.0
"""Seconds that it may take to answer. What does not listen refuses at once."""


class Worker:
    """A worker process of ours."""

    def __init__(self, command: Sequence[str], broker: str, app: str, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        settings = {
            "MAKEGOOD_BROKER": broker,
            "MAKEGOOD_APP": app,
            "MAKEGOOD_CLOCK": "log",
            "MAKEGOOD_HTTP": f"127.0.0.1:{self.port}",
            **environment,
        }
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )

    @property
    def log(self) -> str:
        """What it has said on stderr."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def get(self, path: str) -> str | None:
        """The body that it answers with 200, or ``None``."""
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=ANSWER) as answer:
            body: str = answer.read().decode()
            return body
        return None

    def has_judged(self, messages: int) -> bool:
        """Whether it has judged more than so many messages."""
        return self.metric("makegood_messages_total") > messages

    def owned(self) -> int:
        """How many partitions it judges now."""
        return int(self.metric("makegood_partitions_owned"))

    def metric(self, name: str) -> float:
        """The sum of a metric's series; 0 where it does not answer."""
        lines = (self.get(f"/metrics?name[]={name}") or "").splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))

    def behind(self) -> bool:
        """Whether it knows of records that it has not judged yet."""
        return self.metric("makegood_lag_records") > 0

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """kill -9, also while it is stopped."""
        self.process.kill()
        self.process.wait()

    def ended(self, within: float = LIMIT) -> int:
        """Its exit status."""
        return self.process.wait(within)
