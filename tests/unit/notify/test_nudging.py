"""Nudges on their way: who gets them, what breaks them off, and that decisions come first."""

import asyncio
import json
from pathlib import Path

import jsonschema
from msgspec import Struct
from msgspec.structs import replace
from prometheus_client import REGISTRY

from pipeline.domain.escalation import ChatGone, ChatStatus
from pipeline.notify import courier as couriers
from pipeline.notify.courier import Courier, Result
from pipeline.notify.notice import Notice
from pipeline.notify.nudged import nudge_notice
from pipeline.notify.nudging import Nudging
from pipeline.notify.targets import DECISIONS, Target, Targets
from pipeline.wire.outbound import encode_outcome
from tests.pushed_time import Pushed, run, settle
from tests.unit.notify.stand import ARRIVED, AWAY
from tests.unit.notify.test_nudges import DUE, WAITS

SCHEMA = Path(__file__).parents[3] / "schemas" / "makegood.nudge.schema.json"
IN_TIME = DUE / 1000 - 60


class Came(Struct):
    """A record as it is read."""

    key: bytes | None
    value: bytes | None
    offset: int = 0
    headers: tuple[()] = ()
    topic: str = "makegood.status.v1"
    partition: int = 0


def came(outcome: ChatStatus | ChatGone) -> Came:
    record = encode_outcome(outcome)
    return Came(record.key, record.value)


class Played:
    """Nudging with a target that wishes it, one that does not, and one of another team."""

    def __init__(self, answer: Result | None = ARRIVED) -> None:
        self.clock = Pushed()
        self.clock.time = IN_TIME
        self.told: list[tuple[str, Notice]] = []
        self.answer = answer
        targets = [
            Target(name="agents", types=("at_risk",)),
            Target(name="seniors"),
            Target(name="apac", types=(*DECISIONS, "at_risk"), teams=("apac",)),
        ]
        self.couriers = [self._courier(target) for target in targets]
        self.nudging = Nudging(Targets(), self.couriers, self.clock.now)

    def _courier(self, target: Target) -> Courier:
        async def attempt(notice: Notice) -> Result:
            self.told.append((target.name, notice))
            if self.answer is None:
                await asyncio.Event().wait()
            return self.answer or AWAY

        return Courier(target, attempt, self.clock.now, self.clock.sleep)

    async def take(self, *records: Came, latest: bool = True) -> list[str]:
        await self.nudging.take(records, latest=latest)
        await settle()
        return [name for name, _ in self.told]


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("makegood_nudges_total", {"target": "agents", "outcome": outcome}) or 0.0


def test_who_wishes_it_is_told_and_nobody_else() -> None:
    async def play() -> None:
        before = counted("delivered")
        played = Played()
        assert await played.take(came(WAITS)) == ["agents"]
        assert await played.take(came(replace(WAITS, conversation_id="c-2", team="apac"))) == ["agents"] * 2 + ["apac"]
        assert counted("delivered") == before + 2

    run(play())


def test_nobody_is_told_while_newer_standings_are_known_to_wait() -> None:
    async def play() -> None:
        played = Played()
        assert await played.take(came(WAITS), latest=False) == []
        assert await played.take(came(replace(WAITS, ball="customer"))) == []

    run(play())


def test_a_reply_or_the_end_breaks_an_attempt_off() -> None:
    async def play() -> None:
        for news in (replace(WAITS, ball="customer"), ChatGone(conversation_id="c-1")):
            before = counted("broken_off")
            played = Played(answer=None)
            assert await played.take(came(WAITS)) == ["agents"]
            await played.take(came(news))
            assert counted("broken_off") == before + 1

    run(play())


def test_it_is_tried_again_until_the_deadline_and_not_after_it() -> None:
    async def play() -> None:
        played = Played(AWAY)
        await played.take(came(WAITS))
        await played.clock.push(59)
        await played.take()
        tried = len(played.told)
        assert tried > 2
        await played.clock.push(1)
        await played.take()
        await played.clock.push(600)
        assert len(played.told) == tried

    run(play())


def test_where_decisions_wait_it_is_dropped() -> None:
    async def play() -> None:
        before = counted("dropped")
        played = Played(answer=None)
        agents = played.couriers[0]
        waiting = [
            asyncio.create_task(
                agents.deliver(Notice(id=f"n-{n}", about=f"c-{n}", at=0, event=b"", title="", words=""))
            )
            for n in range(couriers.MOST)
        ]
        await settle()
        asked = len(played.told)
        assert len(await played.take(came(WAITS))) == asked
        assert counted("dropped") == before + 1
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    run(play())


def test_a_partition_that_somebody_else_has_is_his_to_tell_of() -> None:
    async def play() -> None:
        played = Played(answer=None)
        await played.take(came(WAITS), latest=False)
        await played.nudging.forget()
        assert await played.take() == []

    run(play())


def test_what_cannot_be_read_stops_nothing_and_leaves_no_stale_standing() -> None:
    async def play() -> None:
        played = Played()
        broken = [Came(b"c-1", b"\xff"), Came(None, b"{}"), Came(None, None)]
        assert await played.take(came(WAITS), *broken, came(replace(WAITS, conversation_id="c-2"))) == ["agents"]
        assert played.told[0][1].about == "c-2"

    run(play())


def test_an_event_is_as_its_schema_has_it_and_for_the_owner() -> None:
    notice = nudge_notice(WAITS, Targets(console="https://console.example.com"))
    event = json.loads(notice.event)
    jsonschema.validate(event["data"], json.loads(SCHEMA.read_text()))
    assert event["type"] == "makegood.nudge.at_risk"
    assert event["consoleurl"] == "https://console.example.com/conversation/c-1"
    assert event["data"]["agent"] == "ag-1"
    assert "ag-1" in notice.title
    assert "the refund" in notice.words
    bare = replace(WAITS, missing=None, gap_since=None, team=None, queue=None)
    jsonschema.validate(json.loads(nudge_notice(bare, Targets()).event)["data"], json.loads(SCHEMA.read_text()))
