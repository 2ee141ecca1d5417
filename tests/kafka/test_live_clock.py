"""Real time on Apache Kafka: what moves it, and what does not."""

import json
import signal
import time
from datetime import UTC, datetime, timedelta

from pipeline.wire.topics import ESCALATIONS
from tests.running import Stage, partition_of
from tests.simulated import EMPATHY, PROBLEM, message


def gaps(stage: Stage) -> list[bytes | None]:
    """The conversations with an escalation of an empathy gap."""
    return [record.key for record in stage.read(ESCALATIONS.name) if record.json["reason"] == "empathy_without_action"]


def opened_gap(stage: Stage, name: str, start: datetime) -> None:
    stage.write([message(name, 1, start, "customer", PROBLEM), message(name, 2, start, "agent", EMPATHY)])


def test_a_producer_an_hour_ahead_fires_nobodys_deadlines_also_after_a_kill(stage: Stage) -> None:
    now = datetime.now(UTC)
    opened_gap(stage, "victim", now)
    ahead = now + timedelta(hours=1)
    place = partition_of("victim")
    records = [
        (place, b"ahead", json.dumps(message("ahead", n, ahead, "customer", PROBLEM)).encode()) for n in range(9)
    ]
    own = [(place, b"victim", json.dumps(message("victim", 3, ahead, "customer", PROBLEM)).encode())]
    worker = stage.worker(MAKEGOOD_CLOCK="wall")
    stage.write_raw([*records, *own], timestamp_ms=int(ahead.timestamp() * 1_000))
    stage.wait_until_judged()
    worker.signal(signal.SIGKILL)
    worker.ended()
    stage.worker(MAKEGOOD_CLOCK="wall")
    stage.write_raw(records, timestamp_ms=int(ahead.timestamp() * 1_000))
    stage.wait_until_judged()
    assert time.time() < now.timestamp() + 115, "too slow to tell: the victim's own wait is nearly over"
    assert gaps(stage) == []
