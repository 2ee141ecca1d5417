"""A courier: again and again, not too often, not for ever, in order."""

import asyncio
from itertools import pairwise

import pytest

from pipeline.notify.breaker import FAILURES, REST_S
from pipeline.notify.courier import AT_ONCE, LONGEST_PAUSE_S, Courier, GivenUp, Result, backoff
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Target
from pipeline.ops.delivery_metrics import RESTING, WAITING_SINCE
from tests.pushed_time import Pushed, run, settle
from tests.unit.notify.stand import ARRIVED, AWAY, GIVE_UP, Stand, courier, notice


def test_what_arrives_is_sent_once() -> None:
    async def deliver() -> list[tuple[float, str]]:
        clock = Pushed()
        target = Stand(clock, lambda _name, _times: ARRIVED)
        await courier(clock, target).deliver(notice("n-1"))
        return target.asked

    assert run(deliver()) == [(0.0, "n-1")]


def test_a_failing_target_is_asked_again_later_and_later() -> None:
    async def deliver() -> list[float]:
        clock = Pushed()
        target = Stand(clock, lambda _name, times: ARRIVED if times == FAILURES else AWAY)
        delivering = asyncio.create_task(courier(clock, target).deliver(notice("n-1")))
        await clock.push(120)
        await delivering
        return [at for at, _ in target.asked]

    times = run(deliver())
    assert len(times) == FAILURES
    pauses = [later - earlier for earlier, later in pairwise(times)]
    for attempts, pause in enumerate(pauses, 1):
        assert 2.0 ** (attempts - 1) / 2 <= pause <= 2.0 ** (attempts - 1)


def test_no_pause_is_longer_than_a_minute() -> None:
    assert all(LONGEST_PAUSE_S / 2 <= backoff(attempts) <= LONGEST_PAUSE_S for attempts in (8, 50, 5_000))


def test_a_target_that_asks_for_time_is_given_it() -> None:
    async def deliver() -> list[float]:
        clock = Pushed()
        wait = Result(delivered=False, why="status 429", after=40.0)
        target = Stand(clock, lambda _name, times: ARRIVED if times == 2 else wait)
        delivering = asyncio.create_task(courier(clock, target).deliver(notice("n-1")))
        await clock.push(60)
        await delivering
        return [at for at, _ in target.asked]

    assert run(deliver()) == [0.0, 40.0]


def test_what_a_target_asks_for_holds_for_all_that_goes_there() -> None:
    async def deliver() -> list[tuple[float, str]]:
        clock = Pushed()
        wait = Result(delivered=False, why="status 429", after=40.0)
        target = Stand(clock, lambda name, times: wait if name == "n-1" and times == 1 else ARRIVED)
        one = courier(clock, target)
        delivering = [asyncio.create_task(one.deliver(notice("n-1", "c-1")))]
        await settle()
        delivering.append(asyncio.create_task(one.deliver(notice("n-2", "c-2"))))
        await clock.push(60)
        await asyncio.gather(*delivering)
        return sorted(target.asked)

    assert run(deliver()) == [(0.0, "n-1"), (40.0, "n-1"), (40.0, "n-2")]


def test_a_hanging_target_is_not_asked_by_those_who_waited_for_a_place() -> None:
    async def deliver() -> int:
        clock = Pushed()
        asked = 0

        async def hanging(_told: Notice) -> Result:
            nonlocal asked
            asked += 1
            await clock.sleep(10)
            return Result(delivered=False, why="no answer in 10 s")

        one = Courier(Target(name="desk"), hanging, clock.now, clock.sleep)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(100)]
        await clock.push(10 + REST_S - 1)
        for each in delivering:
            each.cancel()
        await asyncio.gather(*delivering, return_exceptions=True)
        return asked

    # Those of the first round; of the second those that began before the fifth failure was seen.
    assert AT_ONCE <= run(deliver()) < 2 * AT_ONCE


def test_an_attempt_that_raises_is_one_that_failed() -> None:
    async def deliver() -> int:
        clock = Pushed()
        asked = 0

        async def faulty(_told: Notice) -> Result:
            nonlocal asked
            asked += 1
            if asked == 1:
                raise KeyError("a fault of a library")
            return ARRIVED

        delivering = asyncio.create_task(
            Courier(Target(name="desk"), faulty, clock.now, clock.sleep).deliver(notice("n-1"))
        )
        await clock.push(5)
        await delivering
        return asked

    assert run(deliver()) == 2


def test_it_is_given_up_after_the_stated_time_and_says_why() -> None:
    async def deliver() -> float:
        clock = Pushed()
        target = Stand(clock, lambda _name, _times: AWAY)
        delivering = asyncio.create_task(courier(clock, target).deliver(notice("n-1")))
        await clock.push(GIVE_UP + 1)
        with pytest.raises(GivenUp, match="status 503"):
            await delivering
        return target.asked[-1][0]

    assert GIVE_UP - LONGEST_PAUSE_S <= run(deliver()) <= GIVE_UP


def test_what_a_target_refuses_for_good_is_given_up_at_once() -> None:
    async def deliver() -> None:
        clock = Pushed()
        target = Stand(clock, lambda _name, _times: Result(delivered=False, why="status 410", final=True))
        with pytest.raises(GivenUp, match="status 410"):
            await courier(clock, target).deliver(notice("n-1"))

    run(deliver())


def test_one_conversation_arrives_in_its_order_though_the_first_fails() -> None:
    async def deliver() -> list[str]:
        clock = Pushed()
        target = Stand(clock, lambda name, times: AWAY if name == "n-1" and times < 3 else ARRIVED)
        one = courier(clock, target)
        delivering = [asyncio.create_task(one.deliver(notice(name))) for name in ("n-1", "n-2")]
        await clock.push(60)
        await asyncio.gather(*delivering)
        return [name for _, name in target.asked]

    assert run(deliver()) == ["n-1", "n-1", "n-1", "n-2"]


def test_another_conversation_does_not_wait_for_one_that_fails() -> None:
    async def deliver() -> list[tuple[float, str]]:
        clock = Pushed()
        target = Stand(clock, lambda name, _times: AWAY if name == "n-1" else ARRIVED)
        one = courier(clock, target)
        failing = asyncio.create_task(one.deliver(notice("n-1", "c-1")))
        await settle()
        await one.deliver(notice("n-2", "c-2"))
        failing.cancel()
        return target.asked

    assert run(deliver()) == [(0.0, "n-1"), (0.0, "n-2")]


def test_since_when_the_oldest_waits_is_told_while_one_does() -> None:
    def told() -> list[float]:
        (family,) = WAITING_SINCE.collect()
        return [sample.value for sample in family.samples if sample.labels["target"] == "desk"]

    async def deliver() -> None:
        clock = Pushed()
        target = Stand(clock, lambda name, times: ARRIVED if name == "n-2" or times == 2 else AWAY)
        one = courier(clock, target)
        first = asyncio.create_task(one.deliver(notice("n-1", "c-1")))
        await settle()
        (since,) = told()
        await one.deliver(notice("n-2", "c-2"))
        assert told() == [since]
        await clock.push(2)
        await first
        assert told() == []

    run(deliver())


def test_a_target_is_said_to_rest_while_something_waits_for_it() -> None:
    def rests() -> float:
        (family,) = RESTING.collect()
        (value,) = (sample.value for sample in family.samples if sample.labels["target"] == "desk")
        return value

    async def deliver() -> list[float]:
        clock = Pushed()
        one = courier(clock, Stand(clock, lambda _name, _times: AWAY))
        told = []
        for name in ("n-1", "n-2"):
            delivering = asyncio.create_task(one.deliver(notice(name)))
            await clock.push(GIVE_UP / 2)
            told.append(rests())
            await clock.push(GIVE_UP)
            with pytest.raises(GivenUp):
                await delivering
            told.append(rests())
        return told

    assert run(deliver()) == [1, 0, 1, 0]
