"""What a member of the group remembers of a partition that is taken from it and given back."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError
from kafka.structs import OffsetAndMetadata
from prometheus_client import REGISTRY

from pipeline.notify.progress import Reach
from pipeline.notify.reading import Reading
from pipeline.ops.settings import load_settings
from pipeline.wire.topics import ASSIGNMENTS

PART = TopicPartition(ASSIGNMENTS.name, 0)


class Client:
    """Of a group that has noted nothing yet; the topic ends at 7."""

    def __init__(self) -> None:
        self.kept: OffsetAndMetadata | None = None
        self.at = 0

    def committed(self, _part: TopicPartition, *, metadata: bool, timeout_ms: int) -> OffsetAndMetadata | None:
        assert metadata
        assert timeout_ms
        return self.kept

    def commit(self, offsets: dict[TopicPartition, OffsetAndMetadata]) -> None:
        self.kept = offsets[PART]

    def seek_to_end(self, _part: TopicPartition) -> None:
        self.at = 7

    def seek(self, _part: TopicPartition, offset: int) -> None:
        self.at = offset

    def position(self, _part: TopicPartition, timeout_ms: int) -> int | None:
        assert timeout_ms
        return self.at

    def beginning_offsets(self, parts: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(parts, 0)

    def resume(self, _part: TopicPartition) -> None:
        """It is never paused."""


@pytest.fixture
def reading() -> Iterator[Reading]:
    loop = asyncio.new_event_loop()
    desk: Any = SimpleNamespace(names=["desk"], ready=lambda _reach: [])
    yield Reading(load_settings({}, environment={}), desk, loop, lambda: None)
    loop.close()


def begin(reading: Reading, client: Client) -> int:
    """Where the target reads on after the partition was given to us."""
    reading._begin(client, PART)
    return reading._reach[PART].targets["desk"].next


def tell(reading: Reading, offset: int) -> None:
    reading._reach[PART].targets["desk"].begin(offset, told=True)


def test_what_is_under_way_is_not_told_again_where_it_is_given_back_at_once(reading: Reading) -> None:
    client = Client()
    assert begin(reading, client) == 7
    tell(reading, 7)
    reading.forget()
    reading.forget()  # and once more before it is known where it is
    assert begin(reading, client) == 8
    assert client.at == 8


def test_what_another_has_noted_meanwhile_counts(reading: Reading) -> None:
    client = Client()
    begin(reading, client)
    tell(reading, 7)
    reading.forget()
    client.kept = OffsetAndMetadata(20, "", -1)
    assert begin(reading, client) == 20


def test_where_it_cannot_be_known_how_far_it_was_read_the_broker_is_away(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    monkeypatch.setattr(client, "position", lambda *_, **__: None)
    with pytest.raises(KafkaTimeoutError):
        begin(reading, client)


def test_another_member_tells_what_was_under_way(reading: Reading) -> None:
    client = Client()
    begin(reading, client)
    tell(reading, 7)
    reading.forget()
    other = Reading(load_settings({}, environment={}), reading._desk, reading._loop, lambda: None)
    assert begin(other, client) == 7


def test_who_reads_no_longer_says_of_no_target_how_far_it_is_behind(reading: Reading) -> None:
    def behind() -> float | None:
        return REGISTRY.get_sample_value("makegood_deliveries_behind", {"target": "desk"})

    begin(reading, Client())
    reach = Reach({"desk": 7, "mail": 44})
    reading._reach[PART] = reach
    reading._loop.run_until_complete(reading._work(reach, None))
    assert behind() == 37
    reading.forget()
    assert behind() == 0
