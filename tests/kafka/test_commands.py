"""Topics, ingest, export and dead letters against brokers: the embedded one and Apache Kafka."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from kafka import TopicPartition
from msgspec.structs import replace

from pipeline.ops.kafka_clients import consumer, producer, write
from pipeline.ops.settings import Settings
from pipeline.ops.topics import Broker, check_topics, create_topics
from pipeline.wire.dlq import dead_letter
from pipeline.wire.rejection import Why
from pipeline.wire.topics import ASSIGNMENTS, DLQ, ROUTING
from tests.brokers import ApacheKafka, EmbeddedBroker
from tests.needs import needs
from tests.running import Stage
from tests.waiting import LIMIT

EVENTS = [
    {"id": f"m-{n}", "conversation_id": f"c-{n % 7}", "at": f"2026-03-02T10:{n // 60:02}:{n % 60:02}Z", "n": n}
    for n in range(300)
]
LINES = [{**event, "author": {"role": "customer"}, "text": "hi"} for event in EVENTS]


@pytest.fixture(scope="module")
def embedded_broker() -> Iterator[str]:
    needs("embedded broker")
    with EmbeddedBroker() as broker:
        yield broker.address


@pytest.fixture(scope="module")
def apache_broker(apache_kafka: ApacheKafka) -> str:
    """Without the topics of other tests, which have other partitions."""
    return Stage(apache_kafka.address, partitions=8).broker


@pytest.fixture(params=["embedded_broker", "apache_broker"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """A broker with topics; the input has a name of its own for each test."""
    broker = request.getfixturevalue(request.param)
    settings = Settings(broker=broker, events_topic=f"chats-{uuid4()}", partitions=8)
    create_topics(settings)
    return settings


def makegood(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli.main", *arguments],
        env={"MAKEGOOD_BROKER": settings.broker, "MAKEGOOD_EVENTS_TOPIC": settings.events_topic},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def test_topics_that_were_created_are_fine(settings: Settings) -> None:
    assert check_topics(settings) == []


def test_a_topic_with_another_number_of_partitions_is_told(settings: Settings) -> None:
    other = Settings(broker=settings.broker, events_topic=f"chats-{uuid4()}", partitions=3)
    with Broker(other) as broker:
        broker.create(replace(DLQ, name=other.events_topic), 3, -1)
    assert any("8 partitions" in fault and "3" in fault for fault in check_topics(other))


def test_a_missing_topic_is_one_line_that_says_what_to_do(settings: Settings) -> None:
    nowhere = Settings(broker=settings.broker, events_topic="nowhere")
    done = makegood(nowhere, "export")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "makegood topics create" in done.stderr


def test_what_was_ingested_is_exported_in_the_order_of_its_times(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)))
    assert makegood(settings, "ingest", str(file)).returncode == 0
    exported = [json.loads(line) for line in makegood(settings, "export").stdout.splitlines()]
    assert [line["event"] for line in exported[:300]] == LINES
    assert [line["key"] for line in exported[:300]] == [event["conversation_id"] for event in EVENTS]


def test_ingest_ends_with_a_clock_record_in_each_partition(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text(json.dumps(LINES[0]))
    makegood(settings, "ingest", str(file))
    exported = [json.loads(line) for line in makegood(settings, "export").stdout.splitlines()][1:]
    assert sorted(line["partition"] for line in exported) == list(range(8))
    assert all(line["event"] == {"type": "clock", "at": "2026-04-03T10:00:00.000Z"} for line in exported)


def test_a_line_that_is_no_event_is_told_and_left_out(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text(f"nonsense\n{json.dumps(LINES[0])}\n")
    done = makegood(settings, "ingest", "--no-final-clock", str(file))
    assert done.returncode == 1
    assert "line 1: not_json" in done.stderr
    assert len(makegood(settings, "export").stdout.splitlines()) == 1


def bury(settings: Settings, topic: str, reason: Why) -> None:
    """A dead letter of a record that stood in some topic; its key tells it from those of other tests."""
    key = settings.events_topic.encode()
    came = SimpleNamespace(topic=topic, partition=0, offset=17, key=key, value=b"nonsense", headers=[])
    write(settings, dead_letter(came, reason, "…"))


def ends(settings: Settings) -> list[int]:
    """How many records the topics hold to which dead letters may go: the input, routing, decisions."""
    with consumer(settings) as client:
        partitions = {settings.events_topic: settings.partitions, ROUTING.name: 1, ASSIGNMENTS.name: 1}
        found = client.end_offsets([TopicPartition(one, n) for one, count in partitions.items() for n in range(count)])
        return [sum(end for part, end in found.items() if part.topic == one) for one in partitions]


def test_only_letters_of_the_input_are_sent_again_unless_others_are_asked_for(settings: Settings) -> None:
    before = ends(settings)
    bury(settings, settings.events_topic, "fold_failed")
    bury(settings, ROUTING.name, "fold_failed")
    bury(settings, ASSIGNMENTS.name, "undelivered")

    def sent(*options: str) -> list[int]:
        start = ends(settings)
        done = makegood(settings, "dlq", "replay", *options)
        assert done.returncode == 0, done.stderr
        return [end - begun for begun, end in zip(start, ends(settings), strict=True)]

    assert sent("--dry-run") == [0, 0, 0]
    assert sent() == [1, 0, 0]
    assert sent("--reason", "fold_failed") == [1, 0, 0]
    assert sent("--reason", "undelivered")[:2] == [0, 0]
    assert sent("--topic", ROUTING.name, "--reason", "fold_failed")[::2] == [0, 0]
    assert [end > begun for begun, end in zip(before, ends(settings), strict=True)] == [True] * 3


def test_what_is_left_where_it_is_is_told_with_what_sends_it(settings: Settings) -> None:
    bury(settings, ROUTING.name, "fold_failed")
    said = makegood(settings, "dlq", "replay").stderr.splitlines()
    assert any(
        line.endswith(f"{ROUTING.name} are left where they are: --topic {ROUTING.name} sends them") for line in said
    )
    assert said[-1] == "0 dead letters were sent again"


def test_a_dead_letter_is_listed_with_where_it_stood(settings: Settings) -> None:
    came = SimpleNamespace(
        topic=settings.events_topic, partition=5, offset=17, key=b"c-1", value=b"nonsense", headers=[("trace", b"t")]
    )
    letter = dead_letter(came, "not_json", "the value is not JSON")
    with producer(settings) as sender:
        sender.send(letter.topic, value=letter.value, key=letter.key, headers=letter.headers)
    listed = makegood(settings, "dlq", "list", "--format", "jsonl", "--reason", "not_json").stdout.splitlines()
    mine = [json.loads(line) for line in listed if settings.events_topic in line]
    assert [(row["partition"], row["offset"], row["reason"]) for row in mine] == [(5, 17, "not_json")]


def test_a_dead_letter_that_was_cut_is_listed_with_its_size_and_never_sent_again(settings: Settings) -> None:
    size = 2_000_000
    came = SimpleNamespace(
        topic=settings.events_topic, partition=3, offset=9, key=b"c-1", value=b"x" * size, headers=[]
    )
    letter = dead_letter(came, "too_large", "2000000 bytes")
    with producer(settings) as sender:
        sender.send(letter.topic, value=letter.value, key=letter.key, headers=letter.headers)
    listed = makegood(settings, "dlq", "list", "--format", "jsonl", "--reason", "too_large").stdout.splitlines()
    (row,) = [json.loads(line) for line in listed if settings.events_topic in line]
    assert row["bytes"] == size + len("c-1")
    replayed = makegood(settings, "dlq", "replay", "--reason", "too_large")
    assert replayed.returncode == 1
    assert f"{settings.events_topic}/3@9 is too large to be kept here" in replayed.stderr
    assert replayed.stderr.splitlines()[-1] == "0 dead letters were sent again"
    assert makegood(settings, "export").stdout == ""
