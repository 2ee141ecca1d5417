"""What `demo` plays instead of its own chats."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.cli import demo
from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings


@contextmanager
def no_broker(_settings: Settings) -> Iterator[None]:
    yield


def test_a_line_that_is_no_event_is_told_before_anything_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "producer", no_broker)
    with pytest.raises(Complaint, match="--chats: missing_field: `at` is missing"):
        demo.Player(Settings(), [b"{}"], speed=1.0)
