"""What a missing part of the machine means for a test."""

import pytest

from tests import needs as parts
from tests.needs import needs


@pytest.fixture(autouse=True)
def without_maven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PARTS", {"java": lambda: True, "maven": lambda: False})


def test_at_home_the_test_is_skipped_with_the_part_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"lacks maven$"):
        needs("java", "maven")


def test_in_ci_the_test_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="lacks maven;"):
        needs("java", "maven")


def test_what_is_there_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    needs("java")
