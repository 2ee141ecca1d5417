"""Holds ``@pytest.mark.needs("java", "maven")`` against the machine."""

import pytest
from hypothesis import settings

from tests.needs import needs

# On a busy machine an example's time says nothing; speed is measured by `make bench`.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs(*{part for mark in item.iter_markers("needs") for part in mark.args})
