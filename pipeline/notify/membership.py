"""A thread that reads a topic as a member of a group, and comes back after failures of the broker."""

import asyncio
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Any, TypeAlias

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError

from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_errors import PATIENCE_MS, complaining
from pipeline.ops.kafka_pulse import Pulse
from pipeline.ops.settings import Settings
from pipeline.wire.topics import Topic

log = logging.getLogger(__name__)

Fetched: TypeAlias = dict[TopicPartition, list[Any]]
Poll: TypeAlias = Callable[[], Fetched]
"""What has come, after a moment's waiting; raises KafkaError where the broker is away."""
POLL_MS = 200
AGAIN_S = 2.0
METADATA_MS = 10_000
SESSION_MS = 6_000
"""A killed process is replaced by another of its group after this."""


class Member(threading.Thread, ABC):
    """Of the group ``<app>-<name>``, which shares the partitions of a topic."""

    name_of_group: str
    topic: Topic
    at_once: int
    """Records of one poll."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]) -> None:
        """``ended`` is called in this thread when it cannot go on."""
        super().__init__(name=self.name_of_group, daemon=True)
        self._settings = settings
        self._loop = loop
        self._ended = ended
        self._stopping = threading.Event()
        self.fault: Exception | None = None
        self.failed: str | None = "joining the group"
        """Why it is no member, in a few words."""

    @abstractmethod
    def follow(self, client: Any, poll: Poll) -> None:  # noqa: ANN401 - kafka-python has no types
        """Poll until stopped."""

    @abstractmethod
    def forget(self) -> None:
        """The partitions are somebody else's, or are given anew."""

    @property
    def stopping(self) -> bool:
        """Whether it is to end."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Read until stopped."""
        while not self.stopping:
            try:
                self._join_and_follow()
            except (Complaint, KafkaError) as error:
                log.warning("reading of %s stopped: %s", self.topic.name, error)
                self.failed = "Kafka does not answer"
                self._stopping.wait(AGAIN_S)
            except Exception as error:
                if isinstance(error, CancelledError) or self._loop.is_closed():
                    return
                log.exception("a fault of makegood")
                self.fault = error
                self._ended()
                return

    def _join_and_follow(self) -> None:
        with complaining(self._settings):
            client = KafkaConsumer(
                **self._settings.kafka(),
                bootstrap_timeout_ms=PATIENCE_MS,
                group_id=f"{self._settings.app}-{self.name_of_group}",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                isolation_level="read_committed",
                session_timeout_ms=SESSION_MS,
                heartbeat_interval_ms=SESSION_MS // 4,
                metadata_max_age_ms=METADATA_MS,
                max_poll_records=self.at_once,
                fetch_max_wait_ms=100,
                request_timeout_ms=PATIENCE_MS,
            )
            try:
                # Joining before the topic is known may leave the group without partitions until the next METADATA_MS.
                client.partitions_for_topic(self.topic.name)
                client.subscribe([self.topic.name], listener=_Listener(client, self.forget, self._joined))
                self.follow(client, self._polls(client))
            finally:
                self.forget()
                client.close(timeout_ms=5_000)

    def _polls(self, client: Any) -> Poll:  # noqa: ANN401 - as above
        pulse = Pulse(client, TopicPartition(self.topic.name, 0))

        def poll() -> Fetched:
            fetched: Fetched = client.poll(timeout_ms=POLL_MS)
            pulse.beats(heard=bool(fetched))
            return fetched

        return poll

    def _joined(self) -> None:
        self.failed = None


def position(client: Any, part: TopicPartition) -> int:  # noqa: ANN401 - as above
    """Where a partition is read on. Raises KafkaTimeoutError: unasked, kafka-python waits for ever."""
    offset: int | None = client.position(part, timeout_ms=PATIENCE_MS)
    if offset is None:
        raise KafkaTimeoutError(f"where {part.topic}/{part.partition} is read on is not known")
    return offset


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    def __init__(self, client: Any, forget: Callable[[], None], joined: Callable[[], None]) -> None:  # noqa: ANN401
        self._client = client
        self._forget = forget
        self._joined = joined

    def on_partitions_revoked(self, revoked: object) -> None:
        del revoked
        # kafka-python 3.0.12 forgets a join that it began for new metadata where a poll ends in the middle of it, and
        # fetches nothing from then on.
        self._client._coordinator.request_rejoin()  # noqa: SLF001
        self._forget()

    def on_partitions_assigned(self, assigned: object) -> None:
        """Where a partition is gets known at the next poll; a member without one stands by."""
        del assigned
        self._forget()  # a poll that ends before the join shows what was revoked as if it were still held
        self._joined()
