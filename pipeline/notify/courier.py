"""Brings notices to one target: again and again, not too often, not for ever."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from weakref import WeakValueDictionary

from msgspec import Struct

from pipeline.notify.breaker import Breaker
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Target
from pipeline.ops import delivery_metrics as metrics

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Attempts at one target at a time."""
MOST = 500
"""Notices that may wait for one target, and as many more as are read at once; about two kilobytes each."""
SOME = 50
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


class Result(Struct, frozen=True):
    """How an attempt ended."""

    delivered: bool
    why: str = ""
    """Where it was not: in a few words that quote nothing."""
    final: bool = False
    """Whether trying again would be in vain."""
    after: float = 0.0
    """Seconds for which the target asked to be left alone."""


Attempt: TypeAlias = Callable[[Notice], Awaitable[Result]]


class GivenUp(Exception):  # noqa: N818 - what became of a notice, no error of the program
    """A notice did not arrive. The text says why."""


class Courier:
    """For one target. What concerns one conversation arrives in its order; ``now`` and ``sleep`` are seconds."""

    def __init__(
        self,
        target: Target,
        attempt: Attempt,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.target = target
        self.breaker = Breaker()
        self._attempt = attempt
        self._now = now
        self._sleep = sleep
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: dict[asyncio.Future[None], float] = {}
        """What is under way and since when (seconds since the epoch), the oldest first."""

    @property
    def full(self) -> bool:
        """Whether as many wait here as may."""
        return len(self._waiting) >= MOST

    @property
    def roomy(self) -> bool:
        """Whether there is room for some more. Not for one: decisions that it missed are read again for it."""
        return len(self._waiting) <= MOST - SOME

    def admits(self) -> bool:
        """Whether one more may come. Where nothing gets through the oldest gives way to it."""
        if self.full and self.breaker.open:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.cancel()
        return not self.full

    async def deliver(self, notice: Notice) -> None:
        """Return when it has arrived; raises GivenUp."""
        trying = asyncio.ensure_future(self._in_turn(notice))
        self._waiting[trying] = time.time()
        self._show()
        try:
            await asyncio.wait([trying])
        finally:
            trying.cancel()
            self._waiting.pop(trying, None)
            self._show()
        if trying.cancelled():
            raise GivenUp(f"{MOST} later ones waited for the same target")
        await trying

    def _show(self) -> None:
        since = next(iter(self._waiting.values()), None)
        metrics.waiting(self.target.name, len(self._waiting), since, resting=self.breaker.open)

    async def _in_turn(self, notice: Notice) -> None:
        turn = self._turns.setdefault(notice.about, asyncio.Lock())
        async with turn:
            await self._try(notice)

    async def _try(self, notice: Notice) -> None:
        end = self._now() + self.target.give_up_after
        why, attempts = "the target is left alone after many failures", 0
        while True:
            async with self._places:
                # Asked when it has a place: while it waited for one, the others may have failed.
                pause = self.breaker.wait(self._now())
                result = None if pause else await self._once(notice)
            if result is not None:
                if result.delivered:
                    return
                why, attempts = result.why, attempts + 1
                if result.final:
                    raise GivenUp(why)
                pause = max(result.after, backoff(attempts))
            if self._now() + pause > end:
                raise GivenUp(f"{why}; {attempts} attempts in {self.target.give_up_after:.0f} s")
            await self._sleep(pause)

    async def _once(self, notice: Notice) -> Result:
        try:
            result = await self._attempt(notice)
        except Exception as error:  # noqa: BLE001 - of a library, whichever: the other notices and targets go on
            # Its text may hold an address, and with it a key.
            log.warning("target %s: an attempt raised %s", self.target.name, type(error).__name__)
            result = Result(delivered=False, why=f"a fault ({type(error).__name__})")
        except BaseException:
            self.breaker.left()
            raise
        if result.delivered or result.final:
            self.breaker.succeeded()  # it is there, and has read the notice
        else:
            self.breaker.failed(self._now(), result.after)
        metrics.attempted(self.target.name, arrived=result.delivered)
        self._show()
        return result


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: twice as long each time, by chance up to half less: not all come at once."""
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(attempts - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
