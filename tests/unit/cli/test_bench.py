from pathlib import Path

import pytest

from pipeline.cli import bench
from pipeline.cli.main import main
from tests.bench.measured import Measured
from tests.bench.messages import CHAT, CUSTOMERS, messages
from tests.bench.report import report, table

ROOT = bench.ROOT


def test_without_a_source_tree_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    with pytest.raises(SystemExit) as end:
        main(["bench"])
    assert end.value.code == 2
    assert "source tree" in capsys.readouterr().err


def test_the_peers_judge_with_the_versions_of_the_worker() -> None:
    locked = (ROOT / "requirements.lock").read_text()
    peers = (ROOT / "tests" / "bench" / "peers" / "requirements.txt").read_text().partition("a test compares.")[2]
    assert all(f"{line} \\" in locked for line in peers.split())


def test_chats_have_twenty_messages_eleven_of_them_the_customers_and_the_same_seed_writes_the_same() -> None:
    sent = messages(200, open_chats=4)
    assert len(sent) == 200
    assert sent == messages(200, open_chats=4)
    first = [one for one in sent if one.conversation == sent[0].conversation]
    assert len(first) == CHAT
    assert sum(b'"customer"' in one.value for one in first) == CUSTOMERS


def test_hardly_a_text_comes_twice() -> None:
    sent = messages(1_000)
    assert len({one.text for one in sent}) >= 990


def test_ratios_are_medians_of_rounds_and_come_first() -> None:
    rounds = [
        {"vader": Measured(100, 1.0, 1.0), "worker": Measured(100, took, 4.0), "two": Measured(100, 1.0, 5.0)}
        for took in (2.0, 4.0, 1.0)
    ]
    found = report(rounds)
    assert found.ratios == {"worker/vader": 0.5}
    assert found.cpu_ratios == {"worker/vader": 0.25, "two/worker": 1.25}
    assert table(found).splitlines()[1].split() == ["worker/vader", "0.50", "0.25"]
