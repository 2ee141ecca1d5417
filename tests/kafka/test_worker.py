"""What a worker does besides judging, on Apache Kafka."""

import json
import signal
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from pipeline.stream.source import AT_MOST
from pipeline.wire.codec import PARTITION_KEY, decode_partition
from pipeline.wire.topics import DLQ, ESCALATIONS, EVENTS, STATE
from tests.running import Stage, partition_of
from tests.simulated import DONE, EMPATHY, END, PROBLEM, START, chats, message
from tests.waiting import until


def steps(stage: Stage, conversation: str) -> list[tuple[str, str]]:
    """The steps of a conversation as (reason, type)."""
    kept = [record.json for record in stage.read(ESCALATIONS.name) if record.key == conversation.encode()]
    return [(step["reason"], step["type"]) for step in kept]


def test_bad_records_are_buried_with_their_reason_and_the_worker_goes_on(stage: Stage) -> None:
    good = message("good", 1, START, "customer", PROBLEM)

    def changed(**fields: object) -> bytes:
        return json.dumps({**good, **fields}).encode()

    def without(name: str) -> bytes:
        return json.dumps({key: value for key, value in good.items() if key != name}).encode()

    bad = {
        "not JSON": (b"good", b"hello", "not_json"),
        "half a record": (b"good", b'{"id": "x', "not_json"),
        "deep JSON": (b"good", b'{"extra":' + b"[" * 100_000, "not_json"),
        "wrong type of text": (b"good", changed(text=3), "invalid_field"),
        "wrong role": (b"good", changed(author={"role": "cat"}), "invalid_field"),
        "no id": (b"good", without("id"), "missing_field"),
        "no time": (b"good", without("at"), "missing_field"),
        "unknown type": (b"good", changed(type="dance"), "unknown_type"),
        "broken UTF-8": (b"good", changed(text="~~~").replace(b"~~~", b"\xff\xfe\xfd"), "not_utf8"),
        "1 MB": (b"good", changed(text="a" * 1_000_000), "too_large"),
        "the year 9999": (b"good", changed(at="9999-12-31T23:59:59Z"), "bad_time"),
        "empty key": (b"", changed(), "missing_key"),
        "no key": (None, changed(), "missing_key"),
        "key unlike the id": (b"other", changed(), "key_mismatch"),
        "no value": (b"good", None, "no_value"),
    }
    stage.write_raw((1, key, value) for key, value, _ in bad.values())
    stage.write_raw([(1, b"good", changed())])
    stage.write_raw([(1, b"good", json.dumps(message("good", 2, START, "agent", EMPATHY)).encode())])
    stage.clock(END)
    worker = stage.worker()
    stage.wait_until_judged()

    buried = stage.read(DLQ.name)
    assert {name: record.header["makegood-reason"] for name, record in zip(bad, buried, strict=True)} == {
        name: reason for name, (_, _, reason) in bad.items()
    }
    assert [(record.key, record.value) for record in buried] == [(key, value) for key, value, _ in bad.values()]
    assert [record.header["makegood-offset"] for record in buried] == [str(n) for n in range(len(bad))]
    assert ("empathy_without_action", "opened") in steps(stage, "good")
    assert worker.metric("makegood_dead_letters_total") == len(bad)


def test_a_deadline_fires_while_its_partition_is_silent(stage: Stage) -> None:
    worker = stage.worker(MAKEGOOD_CLOCK="wall")
    stage.until(lambda: worker.owned() == stage.partitions, "its partitions")
    start = datetime.now(UTC) - timedelta(seconds=200)  # the gap's wait of 180 s ends ten seconds from now
    stage.write(
        [
            message("silent", 1, start, "customer", PROBLEM),
            message("silent", 2, start + timedelta(seconds=30), "agent", EMPATHY),
        ]
    )
    due = (start + timedelta(seconds=210)).timestamp()
    stage.until(lambda: ("empathy_without_action", "opened") in steps(stage, "silent"), "the escalation")
    (told_ms,) = [kept.timestamp for kept in stage.read(ESCALATIONS.name) if kept.key == b"silent"]
    assert due + 2 <= told_ms / 1000 <= due + 12


def test_a_backlog_raises_no_false_escalation(stage: Stage) -> None:
    start = datetime.now(UTC) - timedelta(hours=1)
    names = [f"late-{n}" for n in range(600)]
    for number, (role, text) in enumerate((("customer", PROBLEM), ("agent", EMPATHY), ("agent", DONE))):
        at = start + timedelta(seconds=30 * number)
        stage.write(message(name, number, at, role, text) for name in names)
    stage.worker(MAKEGOOD_CLOCK="wall")
    stage.wait_until_judged()
    opened = [record.json for record in stage.read(ESCALATIONS.name)]
    assert not [step for step in opened if step["reason"] in {"empathy_without_action", "unanswered"}]


def test_a_backlog_is_written_piece_by_piece_so_that_its_escalations_are_soon_seen(stage: Stage) -> None:
    backlog = [event for event in chats(1000) if partition_of(event["conversation_id"]) == 0]
    assert len(backlog) > 3 * AT_MOST
    stage.write(backlog)
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    marks = [r for r in stage.read(STATE.name) if r.key == PARTITION_KEY and r.value and r.partition == 0]
    reached = [0, *(decode_partition(mark.value or b"").positions[EVENTS.name] for mark in marks)]
    assert max(after - before for before, after in pairwise(reached)) <= AT_MOST
    assert stage.assert_equal_to_plain_fold() > 20


def test_sigterm_ends_it_cleanly_and_the_next_goes_on_where_it_stopped(stage: Stage) -> None:
    stage.write(chats(60))
    first = stage.worker()
    stage.wait_until_judged()
    first.signal(signal.SIGTERM)
    assert first.ended() == 0, first.log
    assert "Traceback" not in first.log
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 20


def test_an_agent_that_raises_ends_the_worker_and_acknowledges_nothing(stage: Stage) -> None:
    stage.write(chats(5))
    broken = stage.worker("tests.broken_worker")
    assert broken.ended() == 1
    assert stage.read(ESCALATIONS.name) == []
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 2


def test_records_deleted_before_they_were_judged_are_told_and_not_passed_over(stage: Stage) -> None:
    stage.write(chats(20))
    worker = stage.worker()
    stage.wait_until_judged()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    judged = stage.written[0]
    stage.write(chats(20, "lost"))
    admin = KafkaAdminClient(bootstrap_servers=stage.broker)
    admin.delete_records({TopicPartition(EVENTS.name, 0): stage.written[0]})
    admin.close()

    worker = stage.worker()
    assert worker.ended() == 2
    assert worker.log.splitlines()[-1].startswith(
        f"makegood: {EVENTS.name}, partition 0: offsets {judged} to {stage.written[0] - 1} were deleted"
    )
    assert "Traceback" not in worker.log

    stage.worker("pipeline.cli.main", "--accept-loss")
    stage.clock(END)
    stage.wait_until_judged()


def test_health_readiness_and_metrics_answer(stage: Stage) -> None:
    worker = stage.worker()
    until(lambda: worker.get("/ready") == "ok\n", what="readiness")
    assert worker.get("/health") == "ok\n"
    metrics = worker.get("/metrics") or ""
    for name in ("makegood_messages_total", "makegood_lag_records", "makegood_partitions_owned 4.0"):
        assert name in metrics
