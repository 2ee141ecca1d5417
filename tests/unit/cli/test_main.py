"""The command line as a whole."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from pipeline.cli.main import COMMANDS, Commands, main


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_and_says_what_it_does(name: str) -> None:
    command = Commands().get_command(click.Context(Commands()), name)
    assert command is not None
    assert command.help


def test_a_wrong_command_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "makegood: a command is missing, one of demo, worker, console, "),
        (["rules"], "makegood: a command is missing, one of check, show. See makegood rules --help\n"),
        (["dlq"], "makegood: a command is missing, one of list, replay."),
        (["topics"], "makegood: a command is missing, one of check, create."),
        (["feedback"], "makegood: a command is missing, one of export."),
    ],
)
def test_a_command_that_is_left_out_is_one_line_and_status_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.err.startswith(told)
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_rule_file_to_be_checked_that_is_not_there_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rules", "check", "nowhere.toml"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "makegood: rules nowhere.toml: No such file or directory\n"


def test_a_complaint_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rules", "show", "--rules", "nowhere.toml"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "makegood: rules nowhere.toml: No such file or directory\n"


def test_a_failed_check_is_status_1(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("nonsense = 1\n")
    with pytest.raises(SystemExit) as ended:
        main(["rules", "check", str(file)])
    assert ended.value.code == 1


def test_an_unforeseen_error_shows_neither_traceback_nor_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MAKEGOOD_TRACEBACK", raising=False)

    def fail(_path: object) -> None:
        raise ValueError("what a customer wrote")

    monkeypatch.setattr("pipeline.cli.options.load_rules", fail)
    with pytest.raises(SystemExit) as ended:
        main(["rules", "show"])
    assert ended.value.code == 2
    assert "customer" not in capsys.readouterr().err


def test_replay_needs_no_faust() -> None:
    code = "import sys, pipeline.cli.replay; sys.exit(any(m in sys.modules for m in ('faust', 'mode', 'aiokafka')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_broker_that_is_not_there_is_one_line_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKEGOOD_BROKER", "127.0.0.1:1")
    monkeypatch.setattr("pipeline.ops.topics.PATIENCE_MS", 200)
    with pytest.raises(SystemExit) as ended:
        main(["topics", "check"])
    assert ended.value.code == 2
