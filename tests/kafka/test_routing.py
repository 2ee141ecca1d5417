"""Who is to act, decided over the real topics: whatever breaks, as the plain fold over the same log decides."""

import json
import signal
from datetime import datetime
from random import Random
from typing import Any

from kafka import KafkaProducer

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.floor import Answer, Decision, RoutingEvent
from pipeline.domain.floor_book import FloorBook
from pipeline.domain.rules import Rules
from pipeline.wire.codec import PARTITION_KEY, Record, decode_partition
from pipeline.wire.outbound import encode_outcome
from pipeline.wire.routing import encode_decision, encode_event, encode_for_routing, read_routing
from pipeline.wire.times import to_ms
from pipeline.wire.topics import ASSIGNMENTS, ESCALATIONS, EVENTS, ROUTING, ROUTING_STATE
from tests.floors import SimulatedFloor, holds, senior
from tests.running import Stage, partition_of
from tests.simulated import END, chats

KILLS = 5
SAME = "floor"
"""The name of every worker in turn: the group gives the new one at once what the killed one had."""


def record_of(event: RoutingEvent) -> Record:
    return encode_for_routing(encode_outcome(event), 0) if isinstance(event, EscalationStep) else encode_event(event)  # type: ignore[arg-type]


def hour(seed: int) -> list[Record]:
    """An hour of a floor: 200 agents, 20 seniors, 2,000 conversations."""
    book = FloorBook(Rules())
    return [record_of(event) for event in SimulatedFloor(seed, minutes=60).play(book.fold)]


def write(stage: Stage, records: list[Record]) -> None:
    producer = KafkaProducer(bootstrap_servers=stage.broker, linger_ms=5, enable_idempotence=False, acks="all")
    for one in records:
        producer.send(one.topic, value=one.value, key=one.key, partition=0)
    producer.flush()
    producer.close()


def decided(stage: Stage) -> list[bytes | None]:
    return [kept.value for kept in stage.read(ASSIGNMENTS.name, 1)]


def plainly_decided(stage: Stage) -> list[bytes | None]:
    """What the plain fold says of the routing topic as it is; at no time is somebody suitable idle while one waits."""
    book, out = FloorBook(Rules()), list[Decision]()
    for kept in stage.read(ROUTING.name, 1):
        out += book.fold(read_routing(kept.value, kept.timestamp))
        holds(book.floor)
    return [encode_decision(one).value for one in out]


def position(stage: Stage) -> int:
    marks = [kept for kept in stage.read(ROUTING_STATE.name, 1) if kept.key == PARTITION_KEY]
    return decode_partition(marks[-1].value or b"").positions[ROUTING.name] if marks else 0


def wait_until_routed(stage: Stage) -> None:
    """Wait until all that is on the routing topic now is decided on; markers may come after it."""
    last = stage.read(ROUTING.name, 1)[-1].offset
    stage.until(lambda: position(stage) > last, "the end of the routing topic")


def test_a_floor_with_its_routing_worker_killed_again_and_again_decides_the_same_and_leaves_nobody_idle(
    stage: Stage,
) -> None:
    records = hour(seed=7)
    chance = Random(7)
    cuts = sorted(chance.sample(range(100, len(records)), KILLS))
    for start, end in zip([0, *cuts], cuts, strict=False):
        worker = stage.worker(MAKEGOOD_WORKER_ID=SAME)
        stage.until(lambda worker=worker: worker.metric("makegood_routing_owned") == 1, "routing")  # type: ignore[misc]
        write(stage, records[start:end])
        done = chance.randrange(start, end)
        stage.until(lambda done=done: position(stage) > done, "work under way")  # type: ignore[misc]
        worker.kill()
    write(stage, records[cuts[-1] :])
    last = stage.worker(MAKEGOOD_WORKER_ID=SAME)
    stage.until(lambda: position(stage) >= len(records), "the end of the routing topic")
    last.signal(signal.SIGTERM)
    assert last.ended() == 0, last.log
    found = decided(stage)
    assert len(found) > 300
    assert found == plainly_decided(stage)


def test_the_steps_of_all_partitions_reach_routing_once_and_are_decided_on(stage: Stage) -> None:
    stage.write(chats(200))
    first, second = stage.worker(), stage.worker()
    stage.until(lambda: first.owned() and second.owned(), "a share for each")
    first.kill()
    stage.clock(END)
    stage.wait_until_judged()
    steps = sorted(kept.value or b"" for kept in stage.read(ESCALATIONS.name))
    assert len(steps) > 50
    assert sorted(kept.value or b"" for kept in stage.read(ROUTING.name, 1)) == steps
    wait_until_routed(stage)
    assert decided(stage) == plainly_decided(stage)


def test_what_a_senior_takes_is_acknowledged_once_though_the_worker_is_killed_meanwhile(stage: Stage) -> None:
    def steps(kind: str) -> list[dict[str, Any]]:
        return [kept.json for kept in stage.read(ESCALATIONS.name) if kept.json["type"] == kind]

    first = stage.worker(MAKEGOOD_WORKER_ID=SAME)
    write(stage, [encode_event(senior(f"s-{number}", capacity=1_000)) for number in range(3)])
    stage.write(chats(60))
    stage.wait_until_judged()
    wait_until_routed(stage)
    assigned = [json.loads(value or b"") for value in decided(stage)]
    answers = [
        Answer(
            at=to_ms(datetime.fromisoformat(one["at"])) + 1, conversation_id=one["conversation_id"],
            senior_id=one["senior"], answer="accept", assignment_id=one["assignment_id"],
        )
        for one in assigned if one["type"] == "assigned" and "senior" in one
    ]  # fmt: skip
    write(stage, [encode_event(answer) for answer in answers])
    stage.until(lambda: steps("acknowledged"), "the first acknowledgement")
    first.kill()
    stage.worker(MAKEGOOD_WORKER_ID=SAME)
    wait_until_routed(stage)
    stage.count_written()
    stage.wait_until_judged()
    told = [kept for kept in stage.read(EVENTS.name) if kept.json.get("type") == "feedback"]
    assert len({kept.json["id"] for kept in told}) == len(told) > 0, "each once"
    assert all(kept.partition == partition_of(kept.json["conversation_id"]) for kept in told)
    acknowledged = [(step["escalation_id"], step["at"]) for step in steps("acknowledged")]
    assert len(set(acknowledged)) == len(acknowledged)
    assert {name for name, _ in acknowledged} <= {kept.json["escalation_id"] for kept in told}
