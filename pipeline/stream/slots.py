"""How many transactions of one worker run at a time: two large ones, or several small ones."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

AT_ONCE = 8
"""Small transactions at a time. A small one mostly waits for the broker: with two at a time eight partitions, 200
messages a second, had their escalations visible after 211 ms (p50), with eight after 81."""
LARGE = 16
"""Records from which on a transaction takes half of the places. More large ones at a time share the same processor, and
end later by it: 2.7 s with two, 3.9 s with eight, where more came than a worker can judge. Records that wait for a
place are taken by the next transaction together."""


class Slots:
    """Places for transactions, given in the order in which they are asked for."""

    def __init__(self) -> None:
        self._free = AT_ONCE
        self._turn = asyncio.Lock()
        self._freed = asyncio.Event()

    @contextlib.asynccontextmanager
    async def taken(self, records: int) -> AsyncIterator[None]:
        """Hold the places that a transaction of so many records needs, as long as the block runs."""
        needed = AT_ONCE // 2 if records >= LARGE else 1
        async with self._turn:
            while self._free < needed:
                self._freed.clear()
                await self._freed.wait()
            self._free -= needed
        try:
            yield
        finally:
            self._free += needed
            self._freed.set()
