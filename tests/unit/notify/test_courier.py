"""A courier: again and again, not too often, not for ever, in order."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from pipeline.domain.floor import Decision
from pipeline.notify.breaker import FAILURES, REST_S
from pipeline.notify.courier import AT_ONCE, LONGEST_PAUSE_S, MOST, Courier, GivenUp, Result, backoff
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Target
from tests.pushed_time import Pushed, run, settle

ARRIVED, AWAY = Result(delivered=True), Result(delivered=False, why="status 503")
GIVE_UP = 900.0


def notice(identity: str, conversation: str = "c-1") -> Notice:
    return Notice(
        id=identity,
        decision=Decision(type="assigned", at=0, why="opened", rules_version="r", conversation_id=conversation),
    )


class Stand:
    """A target that answers as it is told, and remembers when it was asked for what."""

    def __init__(self, clock: Pushed, answer: Callable[[str, int], Result]) -> None:
        self.asked: list[tuple[float, str]] = []
        self._clock = clock
        self._answer = answer

    async def attempt(self, told: Notice) -> Result:
        self.asked.append((self._clock.now(), told.id))
        return self._answer(told.id, sum(name == told.id for _, name in self.asked))


def courier(clock: Pushed, target: Stand) -> Courier:
    return Courier(Target(name="desk", give_up_after=GIVE_UP), target.attempt, clock.now, clock.sleep)


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
        await one.room()
        with pytest.raises(GivenUp, match="later ones waited"):
            await delivering[0]
        assert not delivering[1].done()
        for each in delivering:
            each.cancel()
        await asyncio.gather(*delivering, return_exceptions=True)

    run(deliver())


def test_who_waits_for_room_goes_on_as_soon_as_the_target_is_left_alone() -> None:
    async def deliver() -> None:
        clock = Pushed()

        async def hanging(_told: Notice) -> Result:
            await clock.sleep(10)
            return AWAY

        one = Courier(Target(name="desk"), hanging, clock.now, clock.sleep)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(MOST)]
        await settle()
        room = asyncio.create_task(one.room())
        await clock.push(9)
        assert not room.done()
        await clock.push(1)
        assert room.done()
        for each in delivering:
            each.cancel()
        await asyncio.gather(*delivering, return_exceptions=True)

    run(deliver())


def test_a_slow_target_makes_whoever_brings_more_wait() -> None:
    async def deliver() -> None:
        clock, over = Pushed(), asyncio.Event()

        async def slowly(_told: Notice) -> Result:
            await over.wait()
            return ARRIVED

        one = Courier(Target(name="desk"), slowly, clock.now, clock.sleep)
        delivering = [asyncio.create_task(one.deliver(notice(f"n-{n}", f"c-{n}"))) for n in range(MOST)]
        await settle()
        room = asyncio.create_task(one.room())
        await settle()
        assert not room.done()
        over.set()
        await asyncio.gather(room, *delivering)

    run(deliver())
