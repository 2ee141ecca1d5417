"""Events on their way into Kafka."""

import json
from typing import Any

import pytest

from pipeline.cli import ingest
from pipeline.cli.ingest import RUN_ON_MS, Ingestion
from pipeline.domain.events import Clock
from pipeline.wire.codec import Rejected
from pipeline.wire.exported import Line
from pipeline.wire.received import was_replayed

NOW = 1_800_000_000_000
AT = 1_772_446_504_000
MESSAGE = (
    b'{"id":"m-1","conversation_id":"c-1","at":"2026-03-02T10:15:04Z","author":{"role":"customer"},"text":"hi","x":1}'
)


class Sent:
    """Takes the place of the producer."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def send(self, topic: str, **record: object) -> None:
        self.records.append({"topic": topic, **record})


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "now_ms", lambda: NOW)


def ingestion(sent: Sent, *, shift_to_now: bool = False) -> Ingestion:
    return Ingestion("chats", 3, sent, shift_to_now=shift_to_now)  # type: ignore[arg-type]


def test_an_event_is_sent_as_it_is_under_its_conversation() -> None:
    sent = Sent()
    one = ingestion(sent)
    one.send(*one.read(Line(MESSAGE)))
    (record,) = sent.records
    assert (record["topic"], record["key"], record["value"]) == ("chats", b"c-1", MESSAGE)
    assert dict(record["headers"])["ce_id"] == b"m-1"


@pytest.mark.parametrize("later", [-1, 1])
def test_its_time_stamp_is_never_earlier_than_its_own_time(monkeypatch: pytest.MonkeyPatch, later: int) -> None:
    monkeypatch.setattr(ingest, "now_ms", lambda: AT + later)
    sent = Sent()
    one = ingestion(sent)
    one.send(*one.read(Line(MESSAGE)))
    assert sent.records[0]["timestamp_ms"] == max(AT, AT + later)


def test_shifted_the_first_event_is_now_and_the_others_keep_their_distance() -> None:
    one = ingestion(Sent(), shift_to_now=True)
    value, event = one.read(Line(MESSAGE))
    assert not isinstance(event, Clock)
    assert event.at == NOW
    assert json.loads(value)["x"] == 1
    _, later = one.read(Line(MESSAGE.replace(b"10:15:04", b"10:16:04")))
    assert later.at == NOW + 60_000


@pytest.mark.parametrize("shift_to_now", [False, True])
def test_a_dead_letter_that_was_sent_again_is_sent_as_one(shift_to_now: bool) -> None:  # noqa: FBT001
    sent = Sent()
    one = ingestion(sent, shift_to_now=shift_to_now)
    one.send(*one.read(Line(MESSAGE, replayed=True)))
    one.send(*one.read(Line(MESSAGE)))
    assert [was_replayed(record["headers"]) for record in sent.records] == [True, False]


def test_time_is_told_to_every_partition_without_a_key() -> None:
    sent = Sent()
    ingestion(sent).tell_time(AT + RUN_ON_MS)
    assert [record["partition"] for record in sent.records] == [0, 1, 2]
    assert all("key" not in record for record in sent.records)
    assert json.loads(sent.records[0]["value"]) == {"type": "clock", "at": "2026-04-03T10:15:04.000Z"}


def test_the_clock_records_of_an_export_are_told_once() -> None:
    sent = Sent()
    one = ingestion(sent)
    for _ in range(3):
        one.send(*one.read(Line(b'{"type":"clock","at":"2026-03-02T10:15:04Z"}')))
    assert len(sent.records) == 3


def test_what_is_no_event_is_rejected_and_sent_only_on_request() -> None:
    sent = Sent()
    one = ingestion(sent)
    bad = Line(b'{"conversation_id":"c-7"}')
    with pytest.raises(Rejected):
        one.read(bad)
    one.send_anyway(bad)
    one.send_anyway(Line(b"\xff"))
    assert [(record["key"], record["value"]) for record in sent.records] == [(b"c-7", bad.value), (None, b"\xff")]
