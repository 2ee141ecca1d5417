"""A courier of many notices: the breaker, and what gives way."""

import asyncio

import pytest

from pipeline.notify.breaker import FAILURES, REST_S
from pipeline.notify.courier import MOST, Courier, GivenUp, Result
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Target
from tests.pushed_time import Pushed, run, settle
from tests.unit.notify.stand import ARRIVED, AWAY, Stand, courier, notice


def test_a_target_that_only_fails_is_left_alone_and_then_tried_by_one() -> None:
    async def deliver() -> list[float]:
        clock = Pushed()
        target = Stand(clock, lambda _name, _times: AWAY)
        one = courier(clock, target)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(FAILURES)]
        await clock.push(REST_S * 0.9)
        assert len(target.asked) == FAILURES
        await clock.push(REST_S * 0.2)
        for each in delivering:
            each.cancel()
        return [at for at, _ in target.asked]

    assert len(run(deliver())) == FAILURES + 1


def test_when_a_resting_target_is_back_everything_arrives() -> None:
    async def deliver() -> set[str]:
        clock = Pushed()
        target = Stand(clock, lambda _name, _times: ARRIVED if clock.now() > 100 else AWAY)
        one = courier(clock, target)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(20)]
        await clock.push(300)
        await asyncio.gather(*delivering)
        return {name for at, name in target.asked if at > 100}

    assert run(deliver()) == {f"n-{n}" for n in range(20)}


def test_where_nothing_gets_through_the_oldest_gives_way() -> None:
    async def deliver() -> None:
        clock = Pushed()
        one = courier(clock, Stand(clock, lambda _name, _times: AWAY))
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(MOST)]
        await settle()
        assert one.breaker.open
        assert one.admits()
        with pytest.raises(GivenUp, match="later ones waited"):
            await delivering[0]
        assert not delivering[1].done()
        for each in delivering:
            each.cancel()
        await asyncio.gather(*delivering, return_exceptions=True)

    run(deliver())


def test_of_a_hanging_target_the_oldest_gives_way_as_soon_as_it_is_left_alone() -> None:
    async def deliver() -> None:
        clock = Pushed()

        async def hanging(_told: Notice) -> Result:
            await clock.sleep(10)
            return AWAY

        one = Courier(Target(name="desk"), hanging, clock.now, clock.sleep)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(MOST)]
        await settle()
        await clock.push(9)
        assert not one.admits()
        await clock.push(1)
        assert one.admits()
        for each in delivering:
            each.cancel()
        await asyncio.gather(*delivering, return_exceptions=True)

    run(deliver())


def test_a_slow_target_takes_more_when_it_has_room_for_some_again() -> None:
    async def deliver() -> None:
        clock, over = Pushed(), asyncio.Semaphore(0)

        async def slowly(_told: Notice) -> Result:
            await over.acquire()
            return ARRIVED

        one = Courier(Target(name="desk"), slowly, clock.now, clock.sleep)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(MOST)]
        await settle()
        assert not one.admits()
        over.release()
        await settle()
        assert one.admits()
        assert not one.roomy, "what it missed is read again for it, and not for one"
        for _ in range(MOST - 1):
            over.release()
        await asyncio.gather(*delivering)
        assert one.roomy

    run(deliver())
