"""Waiting for conditions, with limits. A limit is no pace: it tells a hang from a machine that is slow."""

import time
from collections.abc import Callable
from typing import TypeVar

LIMIT = 120.0
"""Seconds. Several processes that start beside others take more than half a minute on two busy cores."""
_T = TypeVar("_T")


def until(condition: Callable[[], _T], within: float = LIMIT, what: str = "the condition", every: float = 0.05) -> _T:
    """Wait until ``condition`` is true, looked at each ``every`` seconds; its value. Fails after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        last = time.monotonic() > deadline  # asked before: who stood still over the deadline looks once more
        if value := condition():
            return value
        if last:
            raise AssertionError(f"{what} did not come within {within:.0f} s")
        time.sleep(every)
