"""``ingest``, ``worker`` and ``replay`` together, as a user would run them."""

import json
from pathlib import Path

import pytest

from tests.as_a_user import assert_worker_equals_replay
from tests.running import Stage
from tests.scenarios import lines, load


@pytest.fixture(scope="module")
def chats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conversations written from the contract, as one file in the order of time."""
    events = [event for name in ("a", "b", "d") for scenario in load(name) for event in lines(scenario)]
    events.sort(key=lambda event: event["at"])
    file = tmp_path_factory.mktemp("chats") / "chats.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    return file


def test_the_topic_carries_what_replay_says(stage: Stage, chats: Path) -> None:
    assert assert_worker_equals_replay(stage, chats, kill=False) > 200


def test_also_with_two_workers_of_which_one_is_killed(stage: Stage, chats: Path) -> None:
    assert assert_worker_equals_replay(stage, chats, kill=True) > 200
