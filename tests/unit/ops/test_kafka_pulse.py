"""Asking whether the broker is there: only where nothing is heard from it."""

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from pipeline.ops.kafka_pulse import ASK_EVERY_S, Pulse
from tests.pushed_time import Pushed

PART = TopicPartition("decisions", 0)


class Client:
    """Of a broker that is there, or not."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False

    def end_offsets(self, parts: list[TopicPartition], timeout_ms: int) -> dict[TopicPartition, int]:
        self.asked += 1
        if self.away:
            raise KafkaTimeoutError(f"no answer in {timeout_ms} ms")
        return dict.fromkeys(parts, 7)


def test_a_broker_that_says_nothing_is_asked_from_time_to_time() -> None:
    client, clock = Client(), Pushed()
    pulse = Pulse(client, PART, clock.now)
    said = []
    for _ in range(11):
        said.append(pulse.beats(heard=False))
        clock.time += ASK_EVERY_S / 5
    assert client.asked == said.count(True) == 2


def test_one_that_sends_records_is_not_asked() -> None:
    client, clock = Client(), Pushed()
    pulse = Pulse(client, PART, clock.now)
    for _ in range(11):
        assert pulse.beats(heard=True)
        clock.time += ASK_EVERY_S / 5
    assert not pulse.beats(heard=False)
    assert client.asked == 0


def test_one_that_does_not_answer_is_told_by_what_kafka_raises() -> None:
    client, clock = Client(), Pushed()
    pulse = Pulse(client, PART, clock.now)
    client.away = True
    clock.time += ASK_EVERY_S
    with pytest.raises(KafkaTimeoutError):
        pulse.beats(heard=False)
