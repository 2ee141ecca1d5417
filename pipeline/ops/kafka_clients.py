"""kafka-python's producer and consumer as commands and console use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_errors import PATIENCE_MS, complaining
from pipeline.ops.settings import Settings
from pipeline.ops.topics import Broker
from pipeline.wire.outbound import Record


@contextmanager
def producer(settings: Settings, **more: object) -> Iterator["Sender"]:
    """A producer that keeps the order; everything is sent when the block ends. Raises Complaint."""
    with complaining(settings):
        # Idempotence would need InitProducerId, which the embedded broker lacks; one request at a time keeps order too.
        client = KafkaProducer(
            **settings.kafka(),
            bootstrap_timeout_ms=PATIENCE_MS,
            acks="all",
            enable_idempotence=False,
            max_in_flight_requests_per_connection=1,
            max_request_size=8 << 20,
            batch_size=256 << 10,
            **more,
        )
        sender = Sender(client)
        try:
            yield sender
            client.flush()
            sender.complain()
        finally:
            client.close(timeout=5)


def write(settings: Settings, record: Record) -> None:
    """Write one record, and return when the broker has it. Raises Complaint."""
    with producer(settings, linger_ms=0) as sender:
        sender.write(record)


class Sender:
    """Sends, and remembers the first refusal."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - kafka-python has no types
        self._client = client
        self._refused: KafkaError | None = None

    def send(self, topic: str, *, value: bytes | None, key: bytes | None = None, **more: object) -> None:
        """Hand a record over; ``more`` is that of KafkaProducer.send. Raises the refusal of an earlier record."""
        self.complain()
        try:
            self._client.send(topic, value=value, key=key, **more).add_errback(self._refuse)
        except KafkaError as error:
            self._refuse(error)

    def write(self, record: Record) -> None:
        """Hand over a whole record. Raises the refusal of an earlier one."""
        self.send(
            record.topic,
            value=record.value,
            key=record.key,
            headers=list(record.headers),
            partition=record.partition,
            timestamp_ms=record.timestamp_ms,
        )

    def flush(self) -> None:
        """Wait until all is with the broker."""
        self._client.flush()

    def complain(self) -> None:
        """Raise the first refusal, if there was one."""
        if self._refused is not None:
            raise self._refused

    def _refuse(self, error: KafkaError) -> None:
        self._refused = self._refused or error


@contextmanager
def consumer(settings: Settings, **more: object) -> Iterator[Any]:
    """A consumer without a group that reads what is committed. Raises Complaint."""
    with complaining(settings):
        client = KafkaConsumer(
            **settings.kafka(),
            bootstrap_timeout_ms=PATIENCE_MS,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            **more,
        )
        try:
            yield client
        finally:
            client.close(timeout_ms=5_000)


def partitions_of(settings: Settings, topic: str) -> int:
    """How many partitions a topic has; raises Complaint where it is missing."""
    with Broker(settings) as broker:
        count = broker.counts().get(topic)
    if count is None:
        raise Complaint(f"{settings.broker} has no topic {topic}: makegood topics create, or another --events-topic")
    return count
