"""``makegood replay``: the same file gives the same bytes, in every process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.demo_chats import events
from pipeline.cli.replay import replay


def replayed(file: Path, seed: str) -> bytes:
    command = [sys.executable, "-m", "pipeline.cli.main", "replay", str(file), "--format", "jsonl"]
    return subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout


def test_two_processes_say_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events()), encoding="utf-8")
    first = replayed(file, "1")
    assert first.count(b'"opened"') > 20
    assert replayed(file, "2") == first


def test_compared_rules_tell_what_they_add_drop_and_move(tmp_path: Path) -> None:
    def message(number: int, second: int, role: str, text: str) -> str:
        at = f"2026-03-02T10:{second // 60:02}:{second % 60:02}Z"
        told = {"id": f"m-{number}", "conversation_id": "c-1", "at": at, "author": {"role": role}, "text": text}
        return json.dumps(told) + "\n"

    file, rules = tmp_path / "chats.jsonl", tmp_path / "rules.toml"
    file.write_text(
        message(1, 0, "customer", "I was charged twice for one order.")
        + message(2, 20, "agent", "I'm so sorry, I completely understand how frustrating that is.")
        + message(3, 900, "agent", "I've refunded the second payment.")
    )
    rules.write_text('version = "patient"\ngap_wait = 300\n')
    result = CliRunner().invoke(replay, [str(file), "--compare", str(rules), "--format", "jsonl"])
    (line,) = map(json.loads, result.stdout.splitlines())
    assert (line["change"], line["reason"]) == ("moved", "empathy_without_action")
    assert (line["was"], line["at"]) == ("2026-03-02T10:03:20.000Z", "2026-03-02T10:05:20.000Z")
    rules.write_text('version = "deaf"\ngap_wait = 10000\n')
    told = CliRunner().invoke(replay, [str(file), "--compare", str(rules)]).stdout
    assert "default-1 → deaf" in told
    assert "dropped  empathy_without_action" in told
    assert "no verdicts" in told
