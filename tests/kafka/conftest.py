from collections.abc import Iterator

import pytest

from tests.brokers import ApacheKafka, apache_kafka
from tests.composition import Composition
from tests.needs import needs
from tests.running import Stage

__all__ = ["apache_kafka"]


@pytest.fixture
def stage(apache_kafka: ApacheKafka) -> Iterator[Stage]:
    """Fresh topics on Apache Kafka."""
    stage = Stage(apache_kafka.address)
    yield stage
    stage.end()


@pytest.fixture(scope="session")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composition]:
    """The services of docker-compose.yml that are to be had without containers: all but Grafana."""
    needs("java", "maven", "prometheus", "alertmanager")
    with Composition(tmp_path_factory.mktemp("composition")) as composition:
        composition.start("kafka", "token", "topics", "alertmanager", "prometheus", "worker", "console", "simulator")
        yield composition
