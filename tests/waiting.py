"""Waiting for conditions, with limits."""

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


def until(condition: Callable[[], _T], within: float = 60.0, what: str = "the condition") -> _T:
    """Wait until ``condition`` returns something true; its value. Fails after ``within`` seconds."""
    deadline = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {within:.0f} s")
        time.sleep(0.05)
    return value
