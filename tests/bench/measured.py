"""What a contender measures of itself, and how it tells the one who started it."""

import os
import time
from pathlib import Path

import msgspec
from msgspec import Struct


def warm_up(wanted: int) -> int:
    """How many messages are not counted: patterns are built when a text first asks for them."""
    return max(1, wanted // 8)


class Measured(Struct, frozen=True):
    """Messages judged after the warm-up, and what they took until the last was done."""

    messages: int
    seconds: float
    cpu: float
    """Seconds of processor time, of all threads."""

    @property
    def rate(self) -> float:
        """Messages per second."""
        return self.messages / self.seconds

    @property
    def microseconds(self) -> float:
        """Processor time of one message."""
        return self.cpu / self.messages * 1e6


class Stopwatch:
    """Runs from the end of the warm-up to the last message."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.seen = 0
        self._warm_up = warm_up(wanted)
        self._begun = self._used = 0.0

    def one_more(self) -> bool:
        """Count a message that is done; whether it was the last."""
        self.seen += 1
        if self.seen == self._warm_up:
            self._begun, self._used = time.monotonic(), time.process_time()
        return self.seen == self.wanted

    def tell(self) -> None:
        """Write what was measured to standard output, as its last line."""
        took, used = time.monotonic() - self._begun, time.process_time() - self._used
        # Not sys.stdout: Faust makes a log of what is written there.
        os.write(1, b"\n" + msgspec.json.encode(Measured(self.seen - self._warm_up, took, used)) + b"\n")


def heard(output: str) -> Measured:
    """What a contender told."""
    return msgspec.json.decode(output.strip().rpartition("\n")[2], type=Measured)


def processor_seconds(process: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> int:
    """Bytes of memory."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024
