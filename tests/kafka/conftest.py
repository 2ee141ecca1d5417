from collections.abc import Iterator

import pytest

from tests.brokers import ApacheKafka, apache_kafka
from tests.running import Stage

__all__ = ["apache_kafka"]


@pytest.fixture
def stage(apache_kafka: ApacheKafka) -> Iterator[Stage]:
    """Fresh topics on Apache Kafka."""
    stage = Stage(apache_kafka.address)
    yield stage
    stage.end()
