from collections.abc import Iterator

import pytest

from tests.brokers import EmbeddedBroker
from tests.needs import needs
from tests.running import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An embedded broker of its own."""
    needs("embedded broker")
    with EmbeddedBroker() as broker:
        stage = Stage(broker.address)
        yield stage
        stage.end()
