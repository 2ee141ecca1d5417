"""A process that only a new start can help is ended, even where its event loop is blocked."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence

import pytest

from pipeline.stream import guard

BLOCKED = """
import asyncio, sys, time
from pipeline.ops.logs import set_up_logs
from pipeline.stream import guard, watchdog

def blocks():
    {blocks}

async def run():
    watched.follow()
    blocks()

set_up_logs()
guard.LOOK_EVERY = guard.LAST_WORD = 0.1
watchdog.STANDSTILL = 0.02
watched = watchdog.Watchdog()
with guard.guarded(watched.hopeless):
    asyncio.run(run())
"""


def ended(blocks: str) -> tuple[int, str]:
    """The status and the log of a process whose event loop is blocked."""
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(blocks=blocks)], capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stderr


def test_a_blocked_loop_ends_the_process_which_says_where_it_stood() -> None:
    status, log = ended("time.sleep(60)")
    assert status == 1
    assert "CRITICAL pipeline.stream.guard: nothing has run for 0 s; ending. At blocks (<string>:7) < run (" in log


def test_a_loop_that_is_blocked_by_the_log_ends_the_process_too() -> None:
    assert ended("import logging; logging.getLogger().handlers[0].acquire(); time.sleep(60)") == (1, "")


class Looks:
    """What the looks find, one after the other; then the block is over."""

    def __init__(self, *found: str | None) -> None:
        self.over = threading.Event()
        self._found: Iterator[str | None] = iter(found)

    def __call__(self) -> str | None:
        try:
            return next(self._found)
        except StopIteration:
            self.over.set()
            return None


@pytest.mark.parametrize(
    ("found", "ended"),
    [
        ((None, None), []),
        (("frozen until now", None, "frozen until now", None), []),
        (("a batch", "a batch"), ["a batch"]),
    ],
)
def test_what_has_mended_itself_by_the_second_look_ends_nothing(
    found: Sequence[str | None], ended: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(guard, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(guard, "_end", said.append)
    looks = Looks(*found)
    guard._guard(looks, looks.over)
    assert said == ended
