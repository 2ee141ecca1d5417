"""``makegood replay``: the same file gives the same bytes, in every process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline.cli.demo_chats import events


def replayed(file: Path, seed: str) -> bytes:
    command = [sys.executable, "-m", "pipeline.cli.main", "replay", str(file), "--format", "jsonl"]
    return subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout


def test_two_processes_say_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events()), encoding="utf-8")
    first = replayed(file, "1")
    assert first.count(b'"opened"') > 20
    assert replayed(file, "2") == first
