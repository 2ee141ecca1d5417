"""The topics on a broker: created as schemas/topics.toml says, or compared with it."""

from collections.abc import Mapping
from typing import Any, Self

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError
from msgspec.structs import replace

from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_errors import PATIENCE_MS, complaining
from pipeline.ops.settings import Settings
from pipeline.wire.topics import TOPICS, Topic

DAY_MS = 86_400_000
HEADROOM = 65_536
"""Bytes by which dead letters and states may be larger than an event."""


class Broker:
    """The topics of one broker; a context manager. Raises Complaint where it is not reached or forbids."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        with complaining(settings):
            self._admin = KafkaAdminClient(**settings.kafka(), bootstrap_timeout_ms=PATIENCE_MS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exit_: object) -> None:
        self._admin.close()

    def counts(self) -> dict[str, int]:
        """Partitions of every topic."""
        with complaining(self._settings):
            # Asking for one topic by name would create it on brokers that create what is asked for.
            return {topic["name"]: len(topic["partitions"]) for topic in self._admin.describe_topics()}

    def configuration(self, name: str) -> Mapping[str, str]:
        """What the broker says of a topic's settings; empty where it says nothing (the embedded one)."""
        with complaining(self._settings):
            described = self._admin.describe_configs(
                [ConfigResource(ConfigResourceType.TOPIC, name)], config_filter="all"
            )
        by_name: Mapping[str, Mapping[str, Any]] = next(iter(described.values()), {})
        found = by_name.get(name, {})
        return {key: str(entry["value"]) for key, entry in found.items()}

    def create(self, topic: Topic, partitions: int, replication: int) -> bool:
        """Create it; False where somebody else was quicker. ``replication`` -1: the broker's default."""
        wanted = {"num_partitions": partitions, "replication_factor": replication, "configs": wanted_settings(topic)}
        with complaining(self._settings):
            try:
                self._admin.create_topics({topic.name: wanted}, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                return False
            except KafkaError as error:
                raise Complaint(f"{topic.name} cannot be created: {' '.join(str(error).split())}") from error
        return True


def wanted_topics(settings: Settings, input_limit: int | None = None) -> tuple[Topic, ...]:
    """The topics, the input first and under its name here; ``input_limit``: its real ``max.message.bytes``."""
    limit = (input_limit or TOPICS.events.max_message_bytes) + HEADROOM
    grown = (replace(t, max_message_bytes=max(limit, t.max_message_bytes)) for t in (TOPICS.dlq, TOPICS.state))
    routing = (TOPICS.routing, TOPICS.assignments, TOPICS.routing_state)
    return (replace(TOPICS.events, name=settings.events_topic), TOPICS.escalations, TOPICS.status, *grown, *routing)


def wanted_settings(topic: Topic) -> dict[str, str]:
    """A topic's settings in Kafka's words."""
    settings = {
        "cleanup.policy": topic.cleanup,
        "max.message.bytes": str(topic.max_message_bytes),
        "retention.ms": str(topic.retention * DAY_MS or -1),
        "message.timestamp.type": "LogAppendTime" if topic.append_time else "CreateTime",
    }
    return settings | topic.settings


def create_topics(settings: Settings, replication: int = -1) -> list[str]:
    """Create what is missing, with the input's number of partitions; one line on each topic.

    Raises Complaint where the broker is not reached or refuses.
    """
    lines = []
    with Broker(settings) as broker:
        there = broker.counts()
        count = there.get(settings.events_topic, settings.partitions)
        for topic in wanted_topics(settings, _limit(broker, settings, there)):
            own = topic.partitions or count
            made = topic.name not in there and broker.create(topic, own, replication)
            created = f"created, {own} {'partition' if own == 1 else 'partitions'}"
            lines.append(f"{topic.name}: {created if made else 'is there'}")
    return lines


def check_topics(settings: Settings) -> list[str]:
    """What is wrong with the topics, one line each; empty where all is well. Raises Complaint."""
    with Broker(settings) as broker:
        there = broker.counts()
        topics = wanted_topics(settings, _limit(broker, settings, there))
        expected = there.get(settings.events_topic)
        faults = []
        for topic in topics:
            if topic.name not in there:
                faults.append(f"{topic.name}: missing; `makegood topics create` creates it")
            else:
                if topic.partitions is not None:
                    if there[topic.name] != topic.partitions:
                        faults.append(f"{topic.name}: {there[topic.name]} partitions, must be {topic.partitions}")
                elif expected is not None and there[topic.name] != expected:
                    faults.append(
                        f"{topic.name}: {there[topic.name]} partitions, but {settings.events_topic} {expected}"
                    )
                if topic.name != settings.events_topic:
                    faults += differences(topic, broker.configuration(topic.name))
    return faults


def differences(topic: Topic, found: Mapping[str, str]) -> list[str]:
    """Settings that would break something; retention is the operator's choice."""
    faults = []
    for name in ("cleanup.policy", "message.timestamp.type"):
        wanted = wanted_settings(topic)[name]
        if name in found and found[name] != wanted:
            faults.append(f"{topic.name}: {name} is {found[name]}, must be {wanted}")
    size = found.get("max.message.bytes")
    if size is not None and int(size) < topic.max_message_bytes:
        faults.append(f"{topic.name}: max.message.bytes is {size}, must be {topic.max_message_bytes} or more")
    return faults


def _limit(broker: Broker, settings: Settings, there: Mapping[str, int]) -> int | None:
    if settings.events_topic not in there:
        return None
    size = broker.configuration(settings.events_topic).get("max.message.bytes")
    return int(size) if size else None
