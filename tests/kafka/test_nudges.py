"""Nudges by ``makegood notify`` on Apache Kafka, from the statuses that workers write."""

import time
from pathlib import Path

from kafka import KafkaProducer
from msgspec.structs import replace

from pipeline.domain.escalation import ChatGone, ChatStatus
from pipeline.wire.outbound import encode_outcome
from tests.kafka.test_notify import notifying, targets
from tests.receiver import Receiver
from tests.running import Stage
from tests.waiting import until
from tests.worker_process import Worker

WISHED = 'types = ["at_risk"]\n[nudge]\nbefore = {before}\n'


def standing(chat: str, seconds: float) -> ChatStatus:
    """A chat whose deadline passes in so many seconds."""
    now = time.time_ns() // 1_000_000
    return ChatStatus(
        conversation_id=chat,
        at=now,
        distress=0.7,
        owner="ag-1",
        ball="agent",
        problem_since=now,
        gap_since=now,
        due_at=now + int(seconds * 1000),
        missing="the refund",
        at_risk=True,
        open_escalations=(),
        language_unsupported=False,
        team="emea",
        queue=None,
    )


def write(stage: Stage, *outcomes: ChatStatus | ChatGone) -> None:
    """As a worker does; a chat keeps its partition."""
    producer = KafkaProducer(bootstrap_servers=stage.broker, acks="all", enable_idempotence=False)
    for outcome in outcomes:
        record = encode_outcome(outcome)
        producer.send(record.topic, key=record.key, value=record.value, headers=record.headers)
    producer.close()


def told(receiver: Receiver) -> list[str]:
    return [one.event["subject"] for one in list(receiver.received)]


def test_agents_are_nudged_in_time_where_it_is_still_so(stage: Stage, tmp_path: Path) -> None:
    wished = WISHED.format(before=60)
    with Receiver() as receiver, notifying(stage, targets(tmp_path, receiver, wished)) as process:
        # Only now: how long a program takes to start is no part of what is promised.
        soon, replied, ended, late = (standing(chat, 68) for chat in ("soon", "replied", "ended", "late"))
        over = replace(replied, ball="customer", due_at=None), ChatGone(conversation_id="ended")
        write(stage, soon, replied, ended, replace(late, due_at=late.at - 1_000), *over)
        wait_for("soon", receiver, process)
        assert soon.due_at is not None
        assert 0 <= time.time() - (soon.due_at / 1000 - 60) < 20, "when it is time, and at once"
        # Its time is the last: by then all others would have come.
        write(stage, standing("last", 68))
        wait_for("last", receiver, process)
    assert told(receiver) == ["soon", "last"]
    assert all(one.genuine and one.event["type"] == "makegood.nudge.at_risk" for one in receiver.received)


def wait_for(chat: str, receiver: Receiver, process: Worker) -> None:
    """Until a nudge about the chat has come."""
    try:
        until(lambda: chat in told(receiver), what=f"a nudge about {chat}")
    except AssertionError as error:
        raise AssertionError(f"{error}: {sorted(told(receiver))}; it says: {process.log[-2_000:]}") from None


def test_after_a_kill_another_of_the_group_nudges_and_each_deadline_has_one_id(stage: Stage, tmp_path: Path) -> None:
    before, after = ([f"{when}-{number}" for number in range(12)] for when in ("before", "after"))
    with Receiver() as receiver:
        file = targets(tmp_path, receiver, WISHED.format(before=600))
        write(stage, *(standing(chat, 590) for chat in before))
        with notifying(stage, file) as killed, notifying(stage, file) as other:
            for chat in before:
                wait_for(chat, receiver, killed)
            killed.kill()
            write(stage, *(standing(chat, 590) for chat in after))
            for chat in after:
                wait_for(chat, receiver, other)
    # The other has begun half an hour back: what was told before may have come twice.
    assert len(set(receiver.ids())) == len(before) + len(after)
