"""``makegood replay``: the same file gives the same bytes, in every process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.comparison import Comparison
from pipeline.cli.demo_chats import events
from pipeline.cli.eval import eval as evaluate
from pipeline.cli.explain import explain
from pipeline.cli.learn import learn
from pipeline.cli.replay import replay
from pipeline.cli.rules import show
from pipeline.domain import partition
from pipeline.domain.rules import Rules
from pipeline.ops.complaint import Complaint
from pipeline.wire.exported import write_line
from pipeline.wire.received import REPLAYED


def written(file: Path, *messages: tuple[int, str, str], chat: str = "c-1") -> Path:
    """A file of one chat: seconds, role, text of each message."""
    with file.open("a", encoding="utf-8") as lines:
        for second, role, text in messages:
            at = f"2026-03-02T10:{second // 60:02}:{second % 60:02}Z"
            told = {"id": f"m-{second}", "conversation_id": chat, "at": at, "author": {"role": role}, "text": text}
            lines.write(json.dumps(told) + "\n")
    return file


GAP = (
    (0, "customer", "I was charged twice for one order."),
    (20, "agent", "I'm so sorry, I completely understand how frustrating that is."),
    (900, "agent", "I've refunded the second payment."),
)


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
    file, rules = written(tmp_path / "chats.jsonl", *GAP), tmp_path / "rules.toml"
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


@pytest.mark.parametrize("fails", ["move", "age"])
def test_rules_that_cannot_fold_are_no_milder_rules(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fold = getattr(partition, fails)

    def failing(state: object, told: object, rules: Rules, *rest: object) -> object:
        if rules.version == "broken":
            raise ZeroDivisionError
        return fold(state, told, rules, *rest)

    monkeypatch.setattr(partition, fails, failing)
    file = str(written(tmp_path / "chats.jsonl", *GAP))
    assert Comparison(file, Rules(), Rules(version="broken")).rejected
    assert "left out" in capsys.readouterr().err
    assert not Comparison(file, Rules(), Rules()).rejected


def test_what_fell_due_before_an_exported_event_was_sent_again_opens_nothing(tmp_path: Path) -> None:
    later, gap = written(tmp_path / "later", (1_800, "customer", "hi"), chat="c-2"), written(tmp_path / "gap", *GAP[:2])
    said = [*later.read_bytes().splitlines(), *gap.read_bytes().splitlines()]
    file = tmp_path / "export.jsonl"

    def steps(headers: list[tuple[str, bytes | None]]) -> str:
        lines = [
            write_line(0, n, None, json.loads(v)["conversation_id"].encode(), v, headers) for n, v in enumerate(said)
        ]
        file.write_bytes(b"\n".join(lines))
        return CliRunner().invoke(replay, [str(file), "--format", "jsonl"]).stdout

    assert "empathy_without_action" in steps([])
    assert "empathy_without_action" not in steps([(REPLAYED, b"1")])


@pytest.mark.parametrize("setting", ["MAKEGOOD_RULES", "MAKEGOOD_CONFIG"])
@pytest.mark.parametrize(
    ("command", "telling"),
    [(replay, "2026-03-02T10:05:20.000Z"), (explain, "2026-03-02T10:05:20.000Z"), (learn, "gap_wait = 300.0")],
)
def test_the_rules_in_force_are_those_of_the_settings(
    command: click.Command, telling: str, setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rules, settings = written(tmp_path / "chats.jsonl", *GAP), tmp_path / "rules.toml", tmp_path / "settings.toml"
    rules.write_text("gap_wait = 300\n")
    settings.write_text(f"rules = {json.dumps(str(rules))}\n")
    monkeypatch.setenv(setting, str(rules if setting == "MAKEGOOD_RULES" else settings))
    assert telling in CliRunner().invoke(command, [str(file)]).stdout
    defaults = tmp_path / "defaults.toml"
    defaults.touch()
    assert telling not in CliRunner().invoke(command, [str(file), "--rules", str(defaults)]).stdout


@pytest.mark.parametrize("command", [replay, explain, evaluate, learn, show])
def test_rules_of_the_settings_that_are_not_there_are_missed(
    command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_RULES", str(tmp_path / "nowhere.toml"))
    file = written(tmp_path / "chats.jsonl", *GAP)
    result = CliRunner().invoke(command, [] if command is show else [str(file)])
    assert isinstance(result.exception, Complaint)


def test_of_a_wrong_value_the_allowed_ones_are_told(tmp_path: Path) -> None:
    file = written(tmp_path / "chats.jsonl", (0, "costumer", "hi"))
    said = CliRunner().invoke(replay, [str(file)]).stderr
    assert (
        "line 1: invalid_field: `author.role` is none of customer, agent, bot, system, supervisor: “costumer”" in said
    )
