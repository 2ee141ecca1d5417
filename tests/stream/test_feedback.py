"""What supervisors said becomes labelled lines, as a user would have it: ``feedback export`` into ``eval``."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipeline.wire.topics import ESCALATIONS
from tests.as_a_user import makegood
from tests.running import Stage
from tests.simulated import AGAIN, EMPATHY, PROBLEM, START, iso, message


def escalated(name: str) -> Iterator[dict[str, Any]]:
    """A chat whose second empathic reply escalates it."""
    lines = ((0, "customer", PROBLEM), (10, "agent", EMPATHY), (99, "agent", AGAIN))
    for number, (seconds, role, text) in enumerate(lines):
        yield message(name, number, START + timedelta(seconds=seconds), role, text)


def said_of(step: Mapping[str, Any], verdict: str, at: str, name: str = "f") -> Mapping[str, Any]:
    """A supervisor's verdict on an escalation."""
    return {
        "type": "feedback",
        "id": f"{name}-{step['escalation_id']}",
        "conversation_id": step["conversation_id"],
        "at": at,
        "author": {"role": "supervisor", "id": "su-1"},
        "escalation_id": step["escalation_id"],
        "verdict": verdict,
    }


def test_verdicts_are_exported_as_lines_that_eval_reads_but_none_of_what_is_erased(
    stage: Stage, tmp_path: Path
) -> None:
    worker = stage.worker()
    stage.write(event for name in ("one", "two") for event in escalated(name))
    stage.wait_until_judged()
    opened = [record.json for record in stage.read(ESCALATIONS.name) if record.json["type"] == "opened"]
    at = iso(START + timedelta(minutes=2))
    stage.write(said_of(step, ("false_alarm", "resolved")[number % 2], at) for number, step in enumerate(opened))
    worker.kill()
    lines = makegood("feedback", "export", broker=stage.broker)
    told = [json.loads(line) for line in lines.splitlines()]
    assert [one["escalation_id"] for one in told] == [step["escalation_id"] for step in opened]
    assert {one["labels"]["escalation"] for one in told} == {True, False}
    assert all(len(one["events"]) >= 3 for one in told)
    file = tmp_path / "labelled.jsonl"
    file.write_bytes(lines)
    assert b"escalation" in makegood("eval", str(file), "--format", "json")

    makegood("erase", "one", broker=stage.broker)
    stage.write(said_of(step, "resolved", at, "again") for step in opened)
    left = makegood("feedback", "export", broker=stage.broker)
    assert [json.loads(line)["conversation_id"] for line in left.splitlines()] == ["two"]
