"""What is under way and for how long: whether the worker has come to a standstill.

Read from the threads of ``/health`` and of :mod:`~pipeline.stream.guard`.
"""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

STANDSTILL = 30.0
"""Seconds without a turn of the event loop, which nothing may block for more than some hundred milliseconds."""
TURN = 1.0
"""Seconds between two turns that are told."""
PATIENCE = 60.0
"""Seconds for a batch, a deadline or a fetch; the broker holds one for 100 ms at most. Also for start and stop."""
LONG = 600.0
"""Seconds for acquiring a partition: its state may be large."""
ENOUGH = 5.0
"""After so many times the patience the worker gives up, so that whoever runs it starts it anew."""


class UnderWay(NamedTuple):
    """Something that should end."""

    since: float
    patience: float


class Watchdog:
    """Told of what begins and ends; tells what has not ended in time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn: float | None = None
        self._under_way: dict[str, UnderWay] = {}

    def follow(self) -> None:
        """Be told of the turns of the event loop, as long as it runs; nothing that is awaited holds this up."""
        self.turn()
        asyncio.get_running_loop().call_later(TURN, self.follow)

    def turn(self) -> None:
        """The event loop has come round."""
        self._turn = self._clock()

    def begin(self, what: str, patience: float = PATIENCE) -> None:
        """Something begins, or has made progress."""
        self._under_way[what] = UnderWay(self._clock(), patience)

    def end(self, what: str) -> None:
        """It is over."""
        self._under_way.pop(what, None)

    def trouble(self) -> str | None:
        """What stands still, in a few words, or ``None``."""
        return self._overdue(1.0)

    def hopeless(self) -> str | None:
        """The same, where it has lasted so long that only a new start may help."""
        return self._overdue(ENOUGH)

    def _overdue(self, factor: float) -> str | None:
        now = self._clock()
        still = 0.0 if self._turn is None else now - self._turn
        if still > STANDSTILL * factor:
            return f"nothing has run for {still:.0f} s"
        for what, (since, patience) in list(self._under_way.items()):
            if now - since > patience * factor:
                return f"{what} has not ended for {now - since:.0f} s"
        return None
