"""Events played at the pace of their times."""

import time
from collections.abc import Callable

CLOCK_EVERY = 1.0
"""Seconds of playing between clock records, so that deadlines fire where only records move time."""


class Playing:
    """Waits before each event; tells the time meanwhile."""

    def __init__(
        self,
        speed: float,
        tell: Callable[[int], None],
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``speed``: seconds of the events a second; ``tell``: what sends the time (ms) on."""
        self._speed = speed
        self._tell = tell
        self._now = now
        self._sleep = sleep
        self._began: tuple[float, int] | None = None
        self._told = 0.0

    def wait_for(self, at: int) -> None:
        """Return when it is time for an event at ``at`` (ms); the first comes at once."""
        if self._began is None:
            self._began = (self._now(), at)
            self._told = self._now()
        began, first = self._began
        due = began + (at - first) / 1000 / self._speed
        while (left := due - self._now()) > 0:
            self._sleep(min(left, max(0.0, self._told + CLOCK_EVERY - self._now())))
            if self._now() - self._told >= CLOCK_EVERY:
                self._told = self._now()
                self._tell(min(at, first + int((self._told - began) * 1000 * self._speed)))
