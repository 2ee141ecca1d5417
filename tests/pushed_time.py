"""Time that stands still until it is pushed."""

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

from tests.waiting import LIMIT

T = TypeVar("T")


class Pushed:
    """A clock that stands still until it is pushed."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self.time + seconds, next(self._number), waking))
        await waking

    async def push(self, seconds: float) -> None:
        """Let time pass, waking whoever sleeps in the right order."""
        end = self.time + seconds
        await settle()
        while self._sleeping and self._sleeping[0][0] <= end:
            self.time, _, waking = heapq.heappop(self._sleeping)
            if not waking.done():
                waking.set_result(None)
            await settle()
        self.time = end


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it, and say so where it hangs."""

    async def bounded() -> T:
        async with asyncio.timeout(LIMIT):
            return await work

    return asyncio.run(bounded())
