"""Holds ``@pytest.mark.needs("java", "maven")`` against the machine, and makes the stage of the embedded broker."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.brokers import EmbeddedBroker
from tests.needs import needs
from tests.running import Stage

# On a busy machine an example's time says nothing; speed is measured by `make bench`.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs(*{part for mark in item.iter_markers("needs") for part in mark.args})


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An embedded broker of its own: it starts in no time, and forgets. tests/kafka has its own stage."""
    needs("embedded broker")
    with EmbeddedBroker() as broker:
        stage = Stage(broker.address)
        yield stage
        stage.end()
