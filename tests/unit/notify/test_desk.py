"""The desk: who is told of what, and when a decision is settled."""

import asyncio
import json
from collections.abc import Sequence

from msgspec import Struct

from pipeline.domain.floor import Decision
from pipeline.notify.courier import Courier, Result
from pipeline.notify.desk import Desk
from pipeline.notify.notice import Notice
from pipeline.notify.progress import Progress
from pipeline.notify.targets import Target, Targets
from pipeline.wire.dlq import about
from pipeline.wire.outbound import Record
from pipeline.wire.routing import encode_decision
from tests.pushed_time import Pushed, run, settle

ARRIVED, REFUSED = Result(delivered=True), Result(delivered=False, why="status 410", final=True)


class Came(Struct):
    """A record as it is read."""

    offset: int
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]] = ()
    topic: str = "makegood.assignments.v1"
    partition: int = 0
    key: bytes | None = b"c-9"


def came(offset: int, team: str = "emea") -> Came:
    record = encode_decision(
        Decision(type="assigned", at=offset, why="opened", rules_version="r", conversation_id="c-9", team=team)
    )
    return Came(offset, record.value, record.headers)


class Played:
    """A desk with targets that answer as told; what they were told, and what was buried."""

    def __init__(self, **answers: Result | None) -> None:
        self.clock = Pushed()
        self.told: list[tuple[str, str]] = []
        self.buried: list[Record] = []
        self.progress = Progress(0)
        self.over = asyncio.Event()
        couriers = [self._courier(name, answer) for name, answer in answers.items()]
        self.desk = Desk(Targets(), couriers, self._bury)

    def _courier(self, name: str, answer: Result | None) -> Courier:
        async def attempt(notice: Notice) -> Result:
            self.told.append((name, notice.id))
            if answer is None:
                await self.over.wait()
            return answer or ARRIVED

        teams = ("apac",) if name == "apac" else ()
        return Courier(Target(name=name, teams=teams), attempt, self.clock.now, self.clock.sleep)

    async def _bury(self, letter: Record) -> None:
        self.buried.append(letter)

    async def take(self, *records: Came) -> int:
        await self.desk.take(records, self.progress)
        await settle()
        return self.progress.settled


def test_each_target_that_wants_it_is_told_under_the_decisions_own_id() -> None:
    async def play() -> None:
        played = Played(desk=ARRIVED, apac=ARRIVED)
        assert await played.take(came(0), came(1, "apac")) == 2
        ids = [dict(came(n, team).headers)["ce_id"].decode() for n, team in ((0, "emea"), (1, "apac"))]  # type: ignore[union-attr]
        assert sorted(played.told) == sorted([("desk", ids[0]), ("desk", ids[1]), ("apac", ids[1])])

    run(play())


def test_a_decision_is_not_settled_while_one_of_its_targets_has_not_answered() -> None:
    async def play() -> None:
        played = Played(desk=ARRIVED, slow=None)
        assert await played.take(came(0), came(1)) == 0
        played.over.set()
        await settle()
        assert played.progress.settled == 2

    run(play())


def test_what_is_given_up_is_a_dead_letter_as_it_came_and_then_settled() -> None:
    async def play() -> None:
        played = Played(gone=REFUSED)
        assert await played.take(came(7)) == 8
        (letter,) = played.buried
        told = about(letter.headers)
        assert (told["reason"], told["offset"], letter.value) == ("undelivered", "7", came(7).value)
        assert told["error"] == "target gone: status 410"

    run(play())


def test_what_is_no_decision_is_a_dead_letter_and_stops_nothing() -> None:
    async def play() -> None:
        played = Played(desk=ARRIVED)
        records = [Came(0, b"\xff"), Came(1, None), Came(2, json.dumps({"type": "assigned"}).encode()), came(3)]
        assert await played.take(*records) == 4
        assert [about(letter.headers)["reason"] for letter in played.buried] == ["invalid_field"] * 3
        assert len(played.told) == 1

    run(play())


def test_what_is_broken_off_at_the_end_stays_unsettled() -> None:
    async def play() -> None:
        played = Played(slow=None)
        await played.take(came(0))
        await played.desk.close()
        assert played.progress.settled == 0
        assert played.buried == []

    run(play())
