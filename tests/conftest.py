"""Holds ``@pytest.mark.needs("java", "maven")`` against the machine."""

import pytest

from tests.needs import needs


def pytest_runtest_setup(item: pytest.Item) -> None:
    needs(*{part for mark in item.iter_markers("needs") for part in mark.args})
