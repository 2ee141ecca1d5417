"""Files of JSON lines as editors and exports leave them."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.eval import eval as evaluate
from pipeline.cli.event_file import numbered_lines
from pipeline.cli.explain import explain
from pipeline.cli.learn import learn
from pipeline.cli.replay import replay
from pipeline.cli.score import score
from pipeline.ops.complaint import Complaint

EVENT = {
    "id": "m-1",
    "conversation_id": "c-1",
    "at": "2026-03-02T10:15:04Z",
    "author": {"role": "agent"},
    "role": "agent",
    "text": "Hello",
    "labels": {"empathy": False},
}
LINE = json.dumps(EVENT)


@pytest.mark.parametrize("command", [replay, explain, learn, score, evaluate])
def test_a_byte_order_mark_is_no_part_of_the_first_line(command: click.Command, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(LINE + "\n", encoding="utf-8-sig")
    result = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    assert not result.return_value
    assert "left out" not in result.stderr


def test_a_byte_order_mark_stands_only_at_the_beginning(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"a\n\xef\xbb\xbfb\n")
    assert list(numbered_lines(str(file), "read")) == [(1, b"a\n"), (2, b"\xef\xbb\xbfb\n")]


@pytest.mark.parametrize("command", [replay, explain, learn, score, evaluate])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (json.dumps([EVENT, EVENT]), "it is a list; write one event (or labelled line) a line, as `jq -c '.[]'` does"),
        (json.dumps([EVENT, EVENT], indent=2), "it is a list"),
        ("\n[]\n", "it is a list"),
        (
            json.dumps(EVENT, indent=2),
            "it is JSON over several lines; write one event (or labelled line) a line, as `jq -c '.'` does",
        ),
    ],
)
def test_what_is_no_lines_is_told_once(command: click.Command, text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    assert isinstance(result.exception, Complaint)
    assert f"chats.json: {told}" in str(result.exception)
    assert result.stderr == ""


def test_a_later_line_that_is_none_is_only_left_out(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text(f"{LINE}\n[\n", encoding="utf-8")
    result = CliRunner().invoke(replay, [str(file)], standalone_mode=False)
    assert result.return_value == 1
    assert "line 2" in result.stderr


def test_what_is_sent_as_it_is_may_be_a_list(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    file.write_text("[{}]\n", encoding="utf-8")
    assert list(numbered_lines(str(file), "ingest", as_is=True)) == [(1, b"[{}]\n")]
