"""Standard input and output as shells hand them over: closed, full, narrow. One line says so, without a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHAT = (
    ("customer", "04", "I was charged twice for one order."),
    ("agent", "24", "I'm so sorry, I completely understand how frustrating that is."),
)


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    file = tmp_path / "chats.jsonl"
    told = (
        {"id": s, "conversation_id": "c", "at": f"2026-03-02T10:15:{s}Z", "author": {"role": role}, "text": text}
        for role, s, text in CHAT
    )
    file.write_text("".join(json.dumps(event) + "\n" for event in told), encoding="utf-8")
    return file


def run(arguments: str, redirection: str, **environment: str) -> tuple[int, str]:
    """The status and what stands on stderr."""
    command = f"exec {sys.executable} -m pipeline.cli.main {arguments} {redirection}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", ["replay {}", "explain {}", "rules show", "--help", "demo --write -"])
@pytest.mark.parametrize(
    ("redirection", "told"),
    [
        (">/dev/full", "makegood: standard output: No space left on device\n"),
        (">&-", "makegood: standard output is closed; leave it open, or send it somewhere by >\n"),
    ],
)
def test_what_cannot_be_written_is_told_of_standard_output(
    arguments: str, redirection: str, told: str, chats: Path
) -> None:
    assert run(arguments.format(chats), redirection) == (2, told)


def test_a_file_that_cannot_be_written_is_named() -> None:
    assert run("demo --write /dev/full", "") == (2, "makegood: /dev/full: No space left on device\n")


def test_a_character_that_the_encoding_lacks_is_told_with_the_way_out(chats: Path) -> None:
    status, told = run(f"replay {chats}", "", PYTHONIOENCODING="latin-1")
    assert (status, told.count("\n")) == (2, 1)
    assert told.startswith("makegood: standard output: ")
    assert told.endswith("has no '\\u201c'; set PYTHONIOENCODING=utf-8\n")


@pytest.mark.parametrize("command", ["replay", "explain", "score", "eval", "learn"])
def test_a_closed_standard_input_is_told(command: str) -> None:
    told = "makegood: standard input is closed; name a file of JSON lines, or give it one by <\n"
    assert run(f"{command} -", "<&-") == (2, told)


@pytest.mark.parametrize(
    ("arguments", "redirection", "told"),
    [
        ("replay /proc/self/mem", "", "makegood: /proc/self/mem, after line 0: Input/output error\n"),
        ("replay -", "0>/dev/null", "makegood: standard input, after line 0: Bad file descriptor\n"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(arguments: str, redirection: str, told: str) -> None:
    assert run(arguments, redirection) == (2, told)


def test_a_reader_that_has_what_it_wanted_is_no_fault() -> None:
    status, told = run("demo --write -", "| head -c 10 >/dev/null")
    assert (status, told.strip()) == (0, "")
