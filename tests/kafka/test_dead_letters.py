"""``dlq replay`` on Apache Kafka: what can be judged after all is judged, and nothing doubles."""

import json
import signal
from datetime import timedelta
from pathlib import Path

from pipeline.wire.topics import DLQ, ESCALATIONS, EVENTS
from tests.as_a_user import makegood, run
from tests.running import Kept, Stage
from tests.simulated import START, chat, chats

REPAIRED = "broken-2"
"""The faulty worker cannot fold it, the real one can: empathy, and nothing done."""
LATER = "2026-03-02T11:00:00Z"
"""Its escalation is due, and the chat not forgotten."""
NEVER = {"type": "dance", "id": "n-1", "conversation_id": "never", "at": "2026-03-02T10:00:00Z"}
"""No worker reads this."""


def of(records: list[Kept], conversation: str) -> list[Kept]:
    return [record for record in records if record.key == conversation.encode()]


def buried_by_a_faulty_worker(stage: Stage, folder: Path) -> None:
    """Five good chats are judged, one good chat and one hopeless record are dead letters; no worker runs."""
    events = [*chats(5), *chat(2, START + timedelta(hours=1), "broken"), NEVER]
    file = folder / "events.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events))
    run("ingest", "--as-is", "--no-final-clock", str(file), broker=stage.broker, status=1)
    stage.count_written()
    faulty = stage.worker("tests.faulty_worker")
    stage.wait_until_judged()
    faulty.signal(signal.SIGTERM)
    assert faulty.ended() == 0, faulty.log
    reasons = {(record.key, record.header["makegood-reason"]) for record in stage.read(DLQ.name)}
    assert reasons == {(REPAIRED.encode(), "fold_failed"), (b"never", "unknown_type")}
    assert of(stage.read(ESCALATIONS.name), REPAIRED) == []


def replay_dead_letters(stage: Stage, *options: str) -> None:
    makegood("dlq", "replay", *options, broker=stage.broker)
    stage.count_written()
    stage.clock(LATER)
    stage.wait_until_judged()


def test_a_chat_that_can_be_folded_now_is_judged(stage: Stage, tmp_path: Path) -> None:
    buried_by_a_faulty_worker(stage, tmp_path)
    stage.worker()
    replay_dead_letters(stage)
    file = tmp_path / "repaired.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in chat(2, START + timedelta(hours=1), "broken")))
    said = makegood("replay", str(file), "--format", "jsonl").splitlines()
    (opened,) = [step for step in said if b'"opened","reason":"empathy_without_action"' in step]
    assert [record.value for record in of(stage.read(ESCALATIONS.name), REPAIRED)].count(opened) == 1


def test_replayed_records_are_what_they_were(stage: Stage, tmp_path: Path) -> None:
    buried_by_a_faulty_worker(stage, tmp_path)
    came = of(stage.read(EVENTS.name), REPAIRED)
    stage.worker()
    replay_dead_letters(stage)
    again = of(stage.read(EVENTS.name), REPAIRED)[len(came) :]
    assert [(r.partition, r.key, r.value, r.headers) for r in again] == [
        (r.partition, r.key, r.value, (*r.headers, ("makegood-replayed", b"1"))) for r in came
    ]
    assert all("ce_id" in record.header for record in again)
    exported = map(json.loads, makegood("export", broker=stage.broker).splitlines())
    mine = [line.get("replayed", False) for line in exported if line["key"] == REPAIRED]
    assert mine == [False] * len(came) + [True] * len(again)


def test_what_has_fallen_due_meanwhile_opens_nothing(stage: Stage, tmp_path: Path) -> None:
    buried_by_a_faulty_worker(stage, tmp_path)
    stage.worker()
    stage.clock(LATER)
    stage.wait_until_judged()
    replay_dead_letters(stage)
    assert of(stage.read(ESCALATIONS.name), REPAIRED) == []


def test_a_second_replay_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    buried_by_a_faulty_worker(stage, tmp_path)
    stage.worker()
    replay_dead_letters(stage)
    steps = stage.read(ESCALATIONS.name)
    replay_dead_letters(stage)
    assert stage.read(ESCALATIONS.name) == steps


def test_what_no_worker_reads_comes_back_once_for_each_replay(stage: Stage, tmp_path: Path) -> None:
    buried_by_a_faulty_worker(stage, tmp_path)
    stage.worker()
    for replays in (1, 2, 3):
        replay_dead_letters(stage, "--reason", "unknown_type")
        copies = of(stage.read(DLQ.name), "never")
        assert len(copies) == 1 + replays
        assert {(r.value, r.header["makegood-reason"]) for r in copies} == {(copies[0].value, "unknown_type")}
