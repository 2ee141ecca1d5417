"""``makegood score``: graded lines out, in the order they came."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.score import SHARE, score


def graded(tmp_path: Path, lines: list[object]) -> tuple[int, list[dict[str, object]], str]:
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(score, [str(file)], standalone_mode=False)
    return result.return_value, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_a_customers_line_has_distress_and_an_agents_empathy_and_resolving(tmp_path: Path) -> None:
    _, (customer, agent), _ = graded(
        tmp_path, [{"role": "customer", "text": "charged twice!!"}, {"role": "agent", "text": "I've refunded you"}]
    )
    assert 0 < float(str(customer["distress"])) < 1
    assert float(str(agent["resolving"])) > 0.5 > float(str(agent["empathy"]))
    assert {"cue": "action.done", "quote": "I've refunded you"} in agent["cues"]  # type: ignore[operator]


def test_what_else_a_line_says_stays(tmp_path: Path) -> None:
    _, (line,), _ = graded(tmp_path, [{"role": "agent", "text": "Hello", "id": 7}])
    assert line["id"] == 7


def test_a_line_that_is_none_is_told_and_left_out(tmp_path: Path) -> None:
    status, lines, said = graded(tmp_path, [{"role": "agent"}, {"role": "agent", "text": "Hello"}])
    assert (status, len(lines)) == (1, 1)
    assert "line 1" in said


def test_bytes_that_are_no_utf_8_are_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b'{"role": "agent", "text": "Gr\xfc\xdfe"}\n')
    said = CliRunner().invoke(score, [str(file)], standalone_mode=False).stderr
    assert "line 1: its bytes are no UTF-8; save the file as UTF-8" in said
    assert "codec" not in said


def test_many_lines_come_back_in_their_order(tmp_path: Path) -> None:
    many = [{"role": "customer", "text": "where is it", "n": n} for n in range(3 * SHARE)]
    _, lines, _ = graded(tmp_path, list(many))
    assert [line["n"] for line in lines] == list(range(3 * SHARE))


LISTENING = """
import os
import signal
os.cpu_count = lambda: 2
from pipeline.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(["score", "-"])
"""
"""What shells start in the background is deaf to Ctrl-C, and so may these tests be. One core has no second process."""


def test_ctrl_c_ends_all_processes_without_a_word() -> None:
    line = b'{"role": "customer", "text": "where is it"}\n'
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    # More than what is read ahead: the first are graded and all processes there, while it waits for more.
    process.stdin.write(line * 5 * SHARE)
    process.stdin.flush()
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said.strip()) == (130, b"")
