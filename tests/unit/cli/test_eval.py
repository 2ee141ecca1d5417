"""``makegood eval`` and ``makegood learn``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli.eval import eval as evaluate
from pipeline.cli.learn import learn
from pipeline.ops.rules_file import load_rules

LINES: list[Any] = [
    {"role": "agent", "text": "I've refunded the second payment.", "labels": {"resolving": True}},
    {"role": "agent", "text": "Which order is it?", "labels": {"resolving": False}},
]


def run(command: Any, tmp_path: Path, lines: list[Any], *options: str) -> Result:  # noqa: ANN401 - click's command
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return CliRunner().invoke(command, [str(file), *options], standalone_mode=False)


def test_a_table_has_a_row_a_label(tmp_path: Path) -> None:
    result = run(evaluate, tmp_path, LINES, "--resamples", "0")
    assert result.return_value == 0
    head, row = result.stdout.splitlines()
    assert head.split() == ["label", "cases", "true", "auc", "ap", "precision", "recall", "f1", "brier", "decided"]
    assert row.split()[:6] == ["resolving", "2", "1", "1.000", "1.000", "1.000"]


def test_json_has_the_intervals(tmp_path: Path) -> None:
    result = run(evaluate, tmp_path, LINES * 10, "--format", "json")
    assert json.loads(result.stdout)["resolving"]["intervals"]["auc"] == [1.0, 1.0]


def test_a_line_that_cannot_be_judged_is_told_and_left_out(tmp_path: Path) -> None:
    result = run(evaluate, tmp_path, [{"text": "x", "labels": {"empathy": True}}, *LINES], "--resamples", "0")
    assert result.return_value == 1
    assert "line 1" in result.stderr
    assert "resolving" in result.stdout


def test_of_a_line_that_is_left_out_no_label_counts(tmp_path: Path) -> None:
    half = {"role": "agent", "text": "I've refunded it.", "labels": {"resolving": True, "distress": False}}
    result = run(evaluate, tmp_path, [half], "--resamples", "0")
    assert result.return_value == 1
    assert "left out" in result.stderr
    assert result.stdout == "no labelled lines\n"


CANNED = "We apologise for the inconvenience this may have caused and value your feedback about our service."


def chat(name: str) -> list[Any]:
    def message(number: int, role: str, text: str) -> dict[str, Any]:
        at = f"2026-03-02T10:00:{number:02}Z"
        return {"id": f"{name}{number}", "conversation_id": name, "at": at, "author": {"role": role}, "text": text}

    return [message(0, "customer", "My order is late."), message(1, "agent", CANNED)]


def test_learned_templates_are_rules_that_eval_reads(tmp_path: Path) -> None:
    result = run(learn, tmp_path, chat("a") + chat("b"))
    assert result.return_value == 0
    rules = tmp_path / "rules.toml"
    rules.write_text(result.stdout, encoding="utf-8")
    assert len(list(load_rules(str(rules)).templates)) == 1
    assert load_rules(str(rules)).version.startswith("learned-")
    rules.write_text(result.stdout.replace("gap_wait = 180.0", "gap_wait = 60.0"), encoding="utf-8")
    assert load_rules(str(rules)).version.startswith("file-")
    lines = [{"role": "agent", "text": CANNED, "labels": {"canned": True}}]
    found = run(evaluate, tmp_path, lines, "--rules", str(rules), "--format", "json")
    assert json.loads(found.stdout)["canned"]["figures"]["recall"] == 1.0


def test_the_same_chats_give_the_same_rules(tmp_path: Path) -> None:
    written: Callable[[], str] = lambda: run(learn, tmp_path, chat("a") + chat("b")).stdout  # noqa: E731
    assert written() == written()


def test_a_template_stands_in_the_file_with_its_text_masked(tmp_path: Path) -> None:
    chats = chat("a") + chat("b")
    for event in chats:
        event["text"] = event["text"].replace("feedback", "feedback to ann@example.com")
    shown = run(learn, tmp_path, chats).stdout
    assert "We apologise for the inconvenience" in shown
    assert "ann@example.com" not in shown
