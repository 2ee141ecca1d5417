"""Places for transactions."""

import asyncio
from collections.abc import Sequence

import pytest

from pipeline.stream.slots import AT_ONCE, LARGE, Slots


async def _at_once(sizes: Sequence[int]) -> list[int]:
    """Which of these, asked for in this order, hold their places while none ends."""
    slots, holding, over = Slots(), list[int](), asyncio.Event()

    async def transact(number: int, records: int) -> None:
        async with slots.taken(records):
            holding.append(number)
            await over.wait()

    running = [asyncio.create_task(transact(number, records)) for number, records in enumerate(sizes)]
    await _settled()
    seen = list(holding)
    over.set()
    await asyncio.gather(*running)
    assert len(holding) == len(sizes)  # each had its turn
    return seen


async def _settled() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


def test_small_transactions_run_side_by_side() -> None:
    assert len(asyncio.run(_at_once([1] * 20))) == AT_ONCE


def test_two_large_transactions_run_at_a_time() -> None:
    assert asyncio.run(_at_once([LARGE] * 5)) == [0, 1]


def test_one_large_transaction_leaves_half_of_the_places_to_small_ones() -> None:
    assert asyncio.run(_at_once([LARGE, *[1] * 20])) == list(range(1 + AT_ONCE // 2))


def test_a_large_transaction_is_not_overtaken_for_ever_by_small_ones() -> None:
    assert asyncio.run(_at_once([*[1] * 5, LARGE, 1])) == list(range(5))


def test_a_transaction_that_fails_gives_its_places_back() -> None:
    async def fail() -> None:
        slots = Slots()
        for _ in range(AT_ONCE + 1):
            with pytest.raises(ZeroDivisionError):
                async with slots.taken(LARGE):
                    _ = 1 / 0

    asyncio.run(asyncio.wait_for(fail(), 5))


def test_a_transaction_that_is_cancelled_while_it_waits_holds_nobody_up() -> None:
    async def cancel() -> None:
        slots, over = Slots(), asyncio.Event()

        async def transact(records: int) -> None:
            async with slots.taken(records):
                await over.wait()

        first, second, third = (asyncio.create_task(transact(LARGE)) for _ in range(3))
        await _settled()
        third.cancel()
        over.set()
        await asyncio.gather(first, second)
        await transact(LARGE)

    asyncio.run(asyncio.wait_for(cancel(), 5))
