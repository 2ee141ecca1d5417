"""``makegood explain``: what `replay` says of a conversation, and why."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.explain import explain
from pipeline.cli.main import main
from pipeline.cli.replay import replay
from pipeline.domain.escalating import escalation_id

PROBLEM = "I was charged twice for one order."
EMPATHY = "I'm so sorry, I completely understand how frustrating that is."


def message(chat: str, number: int, second: int, role: str, text: str) -> dict[str, Any]:
    at = f"2026-03-02T10:{second // 60:02}:{second % 60:02}Z"
    return {"id": f"{chat}-{number}", "conversation_id": chat, "at": at, "author": {"role": role}, "text": text}


def written(folder: Path, *events: dict[str, Any]) -> str:
    file = folder / "chats.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    return str(file)


def explained(file: str, *options: str) -> Result:
    return CliRunner().invoke(explain, [file, *options], standalone_mode=False)


def steps(told: str) -> list[tuple[str, ...]]:
    """Time, step and reason of each step that is told, as it is told."""
    lines = (line.removeprefix("  → ").split() for line in told.splitlines() if line.startswith("  → "))
    return [(at, kind, reason) for at, _, kind, reason, *_ in lines]


def replayed(file: str) -> list[tuple[str, ...]]:
    said = CliRunner().invoke(replay, [file, "--format", "jsonl"]).stdout
    return [(step["at"], step["type"], step["reason"]) for step in map(json.loads, said.splitlines())]


LATE = (
    message("a", 1, 0, "customer", PROBLEM),
    message("b", 1, 300, "customer", PROBLEM),
    message("a", 2, 60, "agent", "Hi, I'm looking into the second payment of yours."),
)
"""What another chat writes has moved the clock by the time that the agent's reply comes."""


def test_a_late_reply_is_late_for_explain_too(tmp_path: Path) -> None:
    told = explained(written(tmp_path, *LATE), "--conversation", "a").stdout
    assert [kind for _, kind, reason in steps(told) if reason == "unanswered"] == ["opened", "withdrawn"]
    assert "\nb\n" not in told


def test_a_clock_event_moves_the_clock(tmp_path: Path) -> None:
    file = written(tmp_path, LATE[0], {"type": "clock", "at": "2026-03-02T10:05:00Z"}, LATE[2])
    assert [kind for _, kind, reason in steps(explained(file).stdout) if reason == "unanswered"] == [
        "opened",
        "withdrawn",
    ]


def test_all_conversations_together_are_told_as_replay_judges_them(tmp_path: Path) -> None:
    empathy = message("b", 2, 320, "agent", EMPATHY)
    file = written(tmp_path, *LATE, empathy, message("a", 3, 900, "customer", "hello??"))
    assert sorted(steps(explained(file).stdout)) == sorted(replayed(file))


def test_an_event_that_comes_twice_is_told_as_one_that_changes_nothing(tmp_path: Path) -> None:
    problem, empathy = message("a", 1, 0, "customer", PROBLEM), message("a", 2, 20, "agent", EMPATHY)
    told = explained(written(tmp_path, problem, empathy, empathy)).stdout
    once, twice = told.split("2026-03-02T10:00:20.000Z  agent")[1:]
    assert "cue empathy.understanding" in once
    assert "«" in once
    assert twice.splitlines()[1] == "    changes nothing: an event with its id has counted already"
    assert "cue " not in twice
    assert "«" not in twice


def test_what_could_not_be_folded_is_told_and_makes_the_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.domain.partition.move", fail)
    result = explained(written(tmp_path, LATE[0]))
    assert result.return_value == 1
    assert "makegood: a: ZeroDivisionError while folding event 'a-1'; left out" in result.stderr


def test_a_conversation_that_is_not_in_the_file_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", written(tmp_path, LATE[0]), "--conversation", "z"])
    assert ended.value.code == 1
    assert "has no conversation 'z'" in capsys.readouterr().err


def judged(number: int, second: int, escalation: str) -> dict[str, Any]:
    told = message("a", number, second, "supervisor", "") | {"type": "feedback", "verdict": "acknowledged"}
    return told | {"author": {"role": "supervisor", "id": "su-1"}, "escalation_id": escalation}


GAP = (message("a", 1, 0, "customer", PROBLEM), message("a", 2, 20, "agent", EMPATHY))


def test_a_verdict_is_told_with_who_gave_it_on_what(tmp_path: Path) -> None:
    opened = escalation_id("a", "empathy_without_action", "a-2")
    told = explained(written(tmp_path, *GAP, judged(3, 300, opened))).stdout
    assert f"feedback acknowledged of supervisor su-1 on escalation {opened}\n" in told
    assert "no escalation" not in told


@pytest.mark.parametrize("before", [GAP, ()])
def test_a_verdict_on_an_escalation_that_is_not_known_says_so(
    before: tuple[dict[str, Any], ...], tmp_path: Path
) -> None:
    told = explained(written(tmp_path, *before, judged(3, 300, "e-1"))).stdout
    assert "on escalation e-1\n    no escalation of this conversation has that id\n" in told


def reasons_not(told: str) -> dict[str, str]:
    """Why each reason is not open, after the last event."""
    lines = told.partition("why not:\n")[2].partition("\n\n")[0].splitlines()
    return {reason.strip(): because for reason, _, because in (line.partition(": ") for line in lines)}


def test_why_not_is_told_of_the_other_reasons_where_one_is_open(tmp_path: Path) -> None:
    told = reasons_not(explained(written(tmp_path, *GAP, message("a", 3, 300, "agent", "Still here."))).stdout)
    assert told["broken_promise"] == "no promise is pending"
    assert told["distress"] == "distress 0.42 is below 0.6"
    assert "empathy_without_action" not in told


def test_of_what_was_open_the_end_is_told(tmp_path: Path) -> None:
    done = message("a", 3, 300, "agent", "I've refunded the second payment.")
    told = reasons_not(explained(written(tmp_path, *GAP, done)).stdout)
    assert told["empathy_without_action"] == "it ended at 2026-03-02T10:05:00.000Z (acted)"
