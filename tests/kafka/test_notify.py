"""``makegood notify`` on Apache Kafka: each decision arrives at least once under one id, whatever breaks."""

import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from pipeline.domain.floor import Decision
from pipeline.notify.courier import AT_ONCE, MOST
from pipeline.wire.routing import encode_decision, read_routing
from pipeline.wire.topics import ASSIGNMENTS, DLQ, ROUTING
from tests.as_a_user import makegood
from tests.brokers import ApacheKafka
from tests.receiver import SECRET, Received, Receiver
from tests.running import Stage
from tests.waiting import until
from tests.worker_process import Worker

PLACE = TopicPartition(ASSIGNMENTS.name, 0)
NOW_MS = time.time_ns() // 1_000_000
"""Links end a shift after the decision."""


def decision(number: int) -> Decision:
    return Decision(
        type="assigned",
        at=NOW_MS + number,
        why="opened",
        rules_version="r",
        conversation_id=f"c-{number}",
        assignment_id=f"00000000-0000-5000-8000-{number:012}",
        senior="s-4",
        team="emea",
    )


def decide(stage: Stage, *numbers: int) -> list[str]:
    """Write decisions, as a worker does; their ids."""
    producer = KafkaProducer(bootstrap_servers=stage.broker, acks="all", enable_idempotence=False)
    ids = []
    for number in numbers:
        record = encode_decision(decision(number))
        producer.send(record.topic, key=record.key, value=record.value, headers=record.headers, partition=0)
        ids.append(dict(record.headers)["ce_id"].decode())
    producer.close()
    return ids


def committed(stage: Stage) -> int | None:
    """How far deliveries are settled."""
    consumer = KafkaConsumer(bootstrap_servers=stage.broker, group_id=f"{stage.app}-notify")
    offset: int | None = consumer.committed(PLACE)
    consumer.close()
    return offset


def note(stage: Stage) -> str:
    """What is kept beside the offset: how far each target is."""
    consumer = KafkaConsumer(bootstrap_servers=stage.broker, group_id=f"{stage.app}-notify")
    kept: str = consumer.committed(PLACE, metadata=True).metadata
    consumer.close()
    return kept


def wait_until_settled(stage: Stage, number: int, process: Worker) -> None:
    """Wait until so many decisions are settled; where they are not, tell how far it came and what it said."""
    try:
        until(lambda: committed(stage) == number, what="settling")
    except AssertionError as error:
        raise AssertionError(f"{error}: {committed(stage)} of {number}; it says: {process.log[-2_000:]}") from None


def targets(folder: Path, receiver: Receiver, more: str = "", name: str = "desk") -> str:
    file = folder / f"{name}.toml"
    file.write_text(f'[[webhook]]\nname = "{name}"\nurl = "{receiver.url}"\nsecret = "{SECRET}"\n{more}')
    return str(file)


@contextmanager
def notifying(stage: Stage, file: str) -> Iterator[Worker]:
    """`makegood notify` that has joined its group and knows where it is."""
    process = Worker(["pipeline.cli.main", "notify", file], stage.broker, stage.app, {})

    def joined() -> bool:
        assert process.process.poll() is None, process.log
        return process.get("/ready") is not None and committed(stage) is not None

    try:
        until(joined, what="readiness")
        yield process
    finally:
        process.kill()


def test_decisions_arrive_signed_under_their_ids_and_are_settled(stage: Stage, tmp_path: Path) -> None:
    history = decide(stage, 0)
    with Receiver() as receiver, notifying(stage, targets(tmp_path, receiver)) as process:
        ids = decide(stage, *range(1, 30))
        wait_until_settled(stage, 30, process)
        assert process.metric("makegood_deliveries_holding") == 1
        process.signal(signal.SIGTERM)
        assert process.ended() == 0, process.log
    assert sorted(receiver.ids()) == sorted(ids)
    assert not set(history) & set(receiver.ids())  # nobody is told of what lies before the first start
    assert all(one.genuine for one in receiver.received)


def test_a_target_that_fails_hangs_breaks_off_and_lies_gets_each_decision(stage: Stage, tmp_path: Path) -> None:
    twice = b"HTTP/1.1 204 Yes\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    lie = b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"status":"error"}'
    failures = [500, None, b"", b"nonsense\r\n\r\n"]

    def unruly(one: Received, times: int) -> int | bytes | None:
        turn = int(one.event["subject"].removeprefix("c-"))
        return [*failures, twice, lie][turn] if times == 1 else 204

    with Receiver(unruly) as receiver, notifying(stage, targets(tmp_path, receiver, "timeout = 8.0\n")) as process:
        ids = decide(stage, *range(6))
        wait_until_settled(stage, 6, process)
    assert Counter(receiver.ids()) == {one: 2 if turn < len(failures) else 1 for turn, one in enumerate(ids)}
    assert all(one.genuine for one in receiver.received)
    assert stage.read(DLQ.name) == []


def test_what_was_read_and_not_delivered_is_delivered_after_a_kill(stage: Stage, tmp_path: Path) -> None:
    with Receiver(lambda one, _times: 503 if one.event["data"]["conversation_id"] == "c-1" else 204) as receiver:
        file = targets(tmp_path, receiver)
        with notifying(stage, file) as process:
            ids = decide(stage, *range(4))
            until(lambda: set(receiver.ids()) == set(ids), what="first attempts")
            process.kill()
        assert committed(stage) in {0, 1}
        receiver.answer = lambda _one, _times: 204
        before = receiver.ids().count(ids[1])
        with notifying(stage, file) as process:
            wait_until_settled(stage, 4, process)
        assert receiver.ids().count(ids[1]) > before


def test_while_the_broker_is_silent_nobody_is_said_to_deliver(
    stage: Stage, tmp_path: Path, apache_kafka: ApacheKafka
) -> None:
    with Receiver() as receiver, notifying(stage, targets(tmp_path, receiver)) as process:
        apache_kafka.freeze()
        try:
            until(lambda: process.get("/ready") is None, 40, "that it says so")
            assert process.metric("makegood_deliveries_holding") == 0
        finally:
            apache_kafka.thaw()
        until(lambda: process.get("/ready") and process.metric("makegood_deliveries_holding"), what="that it is back")
        ids = decide(stage, 1)
        wait_until_settled(stage, 1, process)
    assert receiver.ids() == ids


def test_what_is_left_of_deleted_decisions_is_delivered(stage: Stage, tmp_path: Path) -> None:
    with Receiver() as receiver:
        file = targets(tmp_path, receiver)
        with notifying(stage, file):
            pass
        ids = decide(stage, *range(4))
        admin = KafkaAdminClient(bootstrap_servers=stage.broker)
        admin.delete_records({PLACE: 2})
        admin.close()
        with notifying(stage, file) as process:
            wait_until_settled(stage, 4, process)
            assert "offsets 0 to 1 of makegood.assignments.v1 were deleted" in process.log
    assert sorted(receiver.ids()) == sorted(ids[2:])  # order is kept within a chat only


def test_a_target_that_never_answers_ends_in_dead_letters_and_holds_up_no_other(stage: Stage, tmp_path: Path) -> None:
    with Receiver(lambda _one, _times: 500) as broken, Receiver() as receiver:
        more = f'[[webhook]]\nname = "broken"\nurl = "{broken.url}"\nsecret = "{SECRET}"\ngive_up_after = 3.0\n'
        with notifying(stage, targets(tmp_path, receiver, more)) as process:
            ids = decide(stage, *range(3))
            until(lambda: set(receiver.ids()) == set(ids), what="what the sound target gets")
            wait_until_settled(stage, 3, process)
        letters = [record for record in stage.read(DLQ.name) if record.header["makegood-reason"] == "undelivered"]
        assert len(letters) == 3
        assert all(letter.header["makegood-error"].startswith("target broken: status 500") for letter in letters)
        # Sent again, they go to every target, under the ids that they had.
        with notifying(stage, targets(tmp_path, receiver)):
            makegood("dlq", "replay", "--reason", "undelivered", broker=stage.broker)
            until(lambda: all(receiver.ids().count(one) == 2 for one in ids), what="the second time")


def test_a_slow_target_holds_up_no_other_and_after_a_kill_each_goes_on_where_it_was(
    stage: Stage, tmp_path: Path
) -> None:
    enough = threading.Event()

    def slowly(_one: Received, _times: int) -> int:
        enough.wait()
        return 204

    with Receiver(slowly) as slow, Receiver() as receiver:
        more = f'[[webhook]]\nname = "slow"\nurl = "{slow.url}"\nsecret = "{SECRET}"\ntimeout = 3_600.0\n'
        file = targets(tmp_path, receiver, more)
        with notifying(stage, file):
            ids = decide(stage, *range(MOST + 200))
            until(lambda: len(receiver.ids()) == len(ids), what="what the fast target gets")
            until(lambda: f'"desk":{len(ids)}' in note(stage), what="a note of it")
            until(lambda: len(slow.ids()) >= AT_ONCE, what="what the slow target gets")
            assert committed(stage) == 0
            assert len(slow.ids()) == AT_ONCE
        enough.set()
        with notifying(stage, file) as process:
            wait_until_settled(stage, len(ids), process)
        assert set(slow.ids()) == set(receiver.ids()) == set(ids)
        assert len(receiver.ids()) == len(ids)


def test_a_senior_answers_by_the_link(stage: Stage, tmp_path: Path) -> None:
    answers = f'[answers]\nlisten = "127.0.0.1:0"\naddress = "http://seniors.invalid"\nsecret = "{SECRET}"\n'
    with Receiver() as receiver, notifying(stage, targets(tmp_path, receiver, answers)) as process:
        decide(stage, 1)
        until(receiver.ids, what="the decision")
        (address,) = until(lambda: re.findall(r"answer on (http://127\.0\.0\.1:\d+)", process.log), what="its address")
        url = receiver.received[0].event["answerurl"].replace("http://seniors.invalid", address)
        with urlopen(url) as page:  # noqa: S310 - our own
            assert b"Do you take this chat?" in page.read()
        assert stage.read(ROUTING.name, 1) == []
        with urlopen(url, data=b"answer=accept") as page:  # noqa: S310 - our own
            assert page.status == 200
    (record,) = stage.read(ROUTING.name, 1)
    answer = read_routing(record.value)
    assert (answer.senior_id, answer.conversation_id, answer.answer) == ("s-4", "c-1", "accept")  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", ["", "[[webhook]]\nname = 'x'\n"])
def test_a_wrong_file_is_said_in_one_line(stage: Stage, tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(wrong)
    process = Worker(["pipeline.cli.main", "notify", str(file)], stage.broker, stage.app, {})
    assert process.ended() == 2
    assert process.log.startswith("makegood: targets file")
    assert process.log.count("\n") == 1
