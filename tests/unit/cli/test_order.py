"""Files whose events are not in order of `at`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import ingest as ingesting
from pipeline.cli.explain import explain
from pipeline.cli.ingest import ingest
from pipeline.cli.learn import learn
from pipeline.cli.order import Order
from pipeline.cli.replay import replay
from pipeline.domain.rules import Rules
from pipeline.ops.settings import Settings

AT = 1_772_446_504_000


@contextmanager
def no_broker(_settings: Settings, **_more: object) -> Iterator[Any]:
    class Sender:
        def send(self, topic: str, **record: object) -> None: ...

    yield Sender()


@pytest.fixture(autouse=True)
def _sent_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "producer", no_broker)
    monkeypatch.setattr(ingesting, "partitions_of", lambda *_: 1)


def run(command: click.Command, folder: Path, *seconds: int) -> Result:
    """A command on a file with an event at each of these seconds."""
    file = folder / "chats.jsonl"
    told = (
        {"id": f"m-{n}", "conversation_id": "c-1", "at": f"2026-03-02T10:00:{s:02}Z", "author": {"role": "agent"}}
        for n, s in enumerate(seconds)
    )
    file.write_text("".join(json.dumps(event) + "\n" for event in told), encoding="utf-8")
    return CliRunner().invoke(command, [str(file)], standalone_mode=False)


@pytest.mark.parametrize("command", [replay, explain, learn, ingest])
def test_the_first_event_out_of_order_is_told_once_and_the_status_stays(command: click.Command, tmp_path: Path) -> None:
    result = run(command, tmp_path, 0, 30, 10, 20)
    (warning,) = (line for line in result.stderr.splitlines() if "sort the file by `at`" in line)
    assert "chats.jsonl, line 3: `at` is 2026-03-02T10:00:10.000Z" in warning
    assert not result.return_value


def test_what_is_late_by_no_more_than_the_lateness_is_in_order(tmp_path: Path) -> None:
    assert run(replay, tmp_path, 0, 3, 1, 4).stderr == ""


def test_the_lateness_is_that_of_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    order = Order("chats.jsonl", Rules(lateness=60))
    order.see(1, AT)
    order.see(2, AT - 60_000)
    assert capsys.readouterr().err == ""
    order.see(3, AT - 60_001)
    assert "line 3" in capsys.readouterr().err
