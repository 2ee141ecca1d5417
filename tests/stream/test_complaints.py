"""What is missing or wrong is said in one line, with what to do, and exit status 2."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from pipeline.cli.embedded_broker import free_port
from pipeline.wire.topics import STATUS
from tests.running import Stage
from tests.waiting import LIMIT


def complaint_of(command: str = "worker", **environment: str) -> str:
    """The only line on stderr of a command that cannot start."""
    told: Mapping[str, str] = {"MAKEGOOD_HTTP": "127.0.0.1:0", **environment}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli.main", *command.split()],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("makegood: ")]
    assert "Traceback" not in done.stderr
    return line


def test_no_broker() -> None:
    address = f"127.0.0.1:{free_port()}"
    line = complaint_of(MAKEGOOD_BROKER=address)
    assert address in line
    assert "--broker" in line


def test_a_topic_is_missing(stage: Stage) -> None:
    KafkaAdminClient(bootstrap_servers=stage.broker).delete_topics([STATUS.name])
    line = complaint_of(MAKEGOOD_BROKER=stage.broker)
    assert STATUS.name in line
    assert "topics create" in line


def test_a_topic_has_another_partition_count(stage: Stage) -> None:
    line = complaint_of(MAKEGOOD_BROKER=stage.broker, MAKEGOOD_EVENTS_TOPIC=other_input(stage, 2))
    assert "partitions" in line


def other_input(stage: Stage, partitions: int) -> str:
    """An input topic that has another number of partitions than ours."""
    admin = KafkaAdminClient(bootstrap_servers=stage.broker)
    admin.create_topics({"other.events": {"num_partitions": partitions, "replication_factor": 1}})
    admin.close()
    return "other.events"


def test_the_port_is_taken(stage: Stage) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        line = complaint_of(MAKEGOOD_BROKER=stage.broker, MAKEGOOD_HTTP=address)
    assert address in line
    assert "--http" in line


@pytest.mark.needs("embedded broker")
def test_the_port_of_the_demo_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in complaint_of(f"demo --port {taken.getsockname()[1]}")


def test_metrics_open_to_the_network_without_a_token(stage: Stage) -> None:
    assert "MAKEGOOD_HTTP_TOKEN" in complaint_of(MAKEGOOD_BROKER=stage.broker, MAKEGOOD_HTTP="0.0.0.0:9464")


def test_the_rule_file_is_wrong(stage: Stage, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("lateness = 'soon'\n")
    assert str(rules) in complaint_of(MAKEGOOD_BROKER=stage.broker, MAKEGOOD_RULES=str(rules))


def test_exactly_once_wanted_of_a_broker_that_cannot(stage: Stage) -> None:
    line = complaint_of(MAKEGOOD_BROKER=stage.broker, MAKEGOOD_DELIVERY="exactly_once")
    assert "MAKEGOOD_DELIVERY=ordered" in line
