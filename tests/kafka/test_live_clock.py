"""Real time on Apache Kafka: what moves it, and what does not."""

import json
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.wire.topics import ESCALATIONS
from tests.running import Stage, partition_of
from tests.simulated import DONE, EMPATHY, PROBLEM, message


def gaps(stage: Stage) -> list[bytes | None]:
    """The conversations with an escalation of an empathy gap."""
    steps = [(record.key, record.json) for record in stage.read(ESCALATIONS.name)]
    return [key for key, step in steps if step["type"] == "opened" and step["reason"] == "empathy_without_action"]


def opened_gap(stage: Stage, name: str, start: datetime) -> None:
    stage.write([message(name, 1, start, "customer", PROBLEM), message(name, 2, start, "agent", EMPATHY)])


def test_a_producer_an_hour_ahead_fires_nobodys_deadlines_also_after_a_kill(stage: Stage, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("gap_wait = 1800\n")  # no test lasts as long, and the producer is further ahead
    now = datetime.now(UTC)
    opened_gap(stage, "victim", now)
    ahead = now + timedelta(hours=1)
    place = partition_of("victim")
    records = [
        (place, b"ahead", json.dumps(message("ahead", n, ahead, "customer", PROBLEM)).encode()) for n in range(9)
    ]
    own = [(place, b"victim", json.dumps(message("victim", 3, ahead, "customer", PROBLEM)).encode())]
    worker = stage.worker(MAKEGOOD_CLOCK="wall", MAKEGOOD_RULES=str(rules))
    stage.write_raw([*records, *own], timestamp_ms=int(ahead.timestamp() * 1_000))
    stage.wait_until_judged()
    worker.signal(signal.SIGKILL)
    worker.ended()
    stage.worker(MAKEGOOD_CLOCK="wall", MAKEGOOD_RULES=str(rules))
    stage.write_raw(records, timestamp_ms=int(ahead.timestamp() * 1_000))
    stage.wait_until_judged()
    assert time.time() < now.timestamp() + 1_700, "too slow to tell: the victim's own wait is nearly over"
    assert gaps(stage) == []


def test_an_hours_backlog_with_a_worker_killed_in_it_raises_what_is_true_and_nothing_else(stage: Stage) -> None:
    since = datetime.now(UTC) - timedelta(hours=1)
    said = [(0, "customer", PROBLEM), (30, "agent", EMPATHY), (60, "agent", DONE)]
    events = [
        message(f"late-{number}", turn, since + timedelta(seconds=number + after), role, text)
        for number in range(2_800)
        for turn, (after, role, text) in enumerate(said)
    ]
    opened_gap(stage, "forgotten", since)
    stage.write(sorted(events, key=lambda event: event["at"]))
    doomed = stage.worker("tests.mortal_worker", MAKEGOOD_CLOCK="wall")
    assert doomed.ended() == -signal.SIGKILL, doomed.log
    stage.worker(MAKEGOOD_CLOCK="wall")
    stage.wait_until_judged()
    assert set(gaps(stage)) == {b"forgotten"}
    assert [record.json["reason"] for record in stage.read(ESCALATIONS.name) if record.key != b"forgotten"] == []
