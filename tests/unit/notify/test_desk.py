"""The desk: who is told of what, and when a decision is settled."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from msgspec import Struct
from prometheus_client import REGISTRY

from pipeline.domain.floor import Decision
from pipeline.notify import courier as couriers
from pipeline.notify import desk
from pipeline.notify.breaker import FAILURES
from pipeline.notify.courier import Courier, Result
from pipeline.notify.desk import Batch, Desk
from pipeline.notify.notice import Notice
from pipeline.notify.progress import Reach
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


def came(offset: int, team: str = "emea", chat: str = "c-9") -> Came:
    record = encode_decision(
        Decision(type="assigned", at=offset, why="opened", rules_version="r", conversation_id=chat, team=team)
    )
    return Came(offset, record.value, record.headers)


class Played:
    """A desk with targets that answer as told; what they were told, and what was buried."""

    def __init__(self, **answers: Result | None) -> None:
        self.clock = Pushed()
        self.told: list[tuple[str, str]] = []
        self.buried: list[Record] = []
        self.reach = Reach(dict.fromkeys(answers, 0))
        self.over = asyncio.Event()
        self.couriers = {name: self._courier(name, answer) for name, answer in answers.items()}
        self.desk = Desk(Targets(), list(self.couriers.values()), self._bury)

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

    async def take(self, *records: Came, start: int | None = None) -> int:
        """Have records read, from where everybody is read for; how far all are settled."""
        first = self.reach.aim(self.reach.targets) if start is None else start
        assert first is not None
        self.desk.take(Batch(first, records, records[-1].offset + 1), self.reach)
        await settle()
        return self.reach.noted().offset

    def next(self) -> dict[str, int]:
        return {name: progress.next for name, progress in self.reach.targets.items()}


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
        assert played.reach.noted().offset == 2

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


def given_up(name: str) -> float:
    return REGISTRY.get_sample_value("makegood_deliveries_total", {"target": name, "outcome": "given_up"}) or 0.0


def test_what_is_no_decision_is_logged_and_given_up_for_every_target(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        played = Played(desk=ARRIVED, apac=ARRIVED)
        before = given_up("desk"), given_up("apac")
        await played.take(Came(0, b"\xff"), came(1))
        assert (given_up("desk"), given_up("apac")) == (before[0] + 1, before[1] + 1)

    run(play())
    (said,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert said.getMessage() == "offset 0 of makegood.assignments.v1: no Decision: DecodeError; nobody is told of it"


def test_what_is_broken_off_at_the_end_stays_unsettled() -> None:
    async def play() -> None:
        played = Played(slow=None)
        await played.take(came(0))
        await played.desk.close()
        assert played.reach.noted().offset == 0
        assert played.buried == []

    run(play())


def test_a_target_that_has_no_room_is_passed_over_and_read_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "MOST", 2)
    monkeypatch.setattr(couriers, "SOME", 2)

    async def play() -> None:
        played = Played(desk=ARRIVED, slow=None)
        for offset in range(5):
            await played.take(came(offset), start=offset)
        assert [name for name, _ in played.told].count("desk") == 5
        assert played.next() == {"desk": 5, "slow": 2}
        assert played.desk.ready(played.reach) == ["desk"]
        played.over.set()
        await settle()
        assert played.desk.ready(played.reach) == ["desk", "slow"]
        assert played.reach.aim(played.desk.ready(played.reach)) == 2
        await played.take(*(came(offset) for offset in range(2, 4)))
        assert await played.take(came(4)) == 5
        assert [name for name, _ in played.told].count("desk") == 5
        assert [name for name, _ in played.told].count("slow") == 5

    run(play())


def test_one_that_fails_gives_way_to_keep_with_the_others_and_far_behind_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "MOST", FAILURES)
    monkeypatch.setattr(desk, "MOST", FAILURES)
    monkeypatch.setattr(couriers, "SOME", 1)

    async def play() -> None:
        played = Played(desk=ARRIVED, away=Result(delivered=False, why="status 503"))
        for offset in range(FAILURES):
            await played.take(came(offset, chat=f"c-{offset}"))
        assert played.couriers["away"].breaker.open
        assert played.desk.ready(played.reach) == ["desk", "away"]
        await played.take(came(FAILURES), start=FAILURES)
        assert played.next()["away"] == FAILURES + 1
        assert [about(letter.headers)["offset"] for letter in played.buried] == ["0"]
        played.reach.targets["desk"].skip(3 * FAILURES)
        assert played.desk.ready(played.reach) == ["desk"]

    run(play())


def test_one_that_gets_room_while_others_are_read_for_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "MOST", 1)

    async def play() -> None:
        played = Played(desk=ARRIVED, slow=None)
        await played.take(came(0))
        await played.take(came(1), start=1)
        played.over.set()
        await settle()
        await played.take(came(2), start=2)
        assert played.next() == {"desk": 3, "slow": 1}

    run(play())


def test_what_nobody_can_be_told_of_is_buried_once() -> None:
    async def play() -> None:
        played = Played(desk=ARRIVED, late=ARRIVED)
        played.reach.targets["desk"].skip(1)
        assert await played.take(Came(0, b"\xff"), Came(1, b"\xff")) == 2
        assert [about(letter.headers)["offset"] for letter in played.buried] == ["1"]

    run(play())
