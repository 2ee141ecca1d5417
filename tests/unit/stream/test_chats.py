"""What is told of a partition's conversations while it is owned, and no longer afterwards."""

from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY

from pipeline.domain.partition import Stored
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.stream.chats import Chats
from pipeline.stream.folding import Folded
from pipeline.wire.codec import Decoder, encode_state, unread

NUMBER = 71


@pytest.fixture
def chats() -> Iterator[Chats]:
    """Taken over with three conversations, of which one is quarantined."""
    taken = Chats(NUMBER, Decoder(unread), Rules(), by_agent=False)
    stored = [
        Stored(name, encode_state(Conversation(name)), 9, quarantined=name == "c-2") for name in ("c-1", "c-2", "c-3")
    ]
    taken.restore(5, stored)
    yield taken
    taken.forget(NUMBER)


def told() -> tuple[float | None, float | None]:
    """Conversations remembered, and those quarantined."""
    of = {"partition": str(NUMBER)}
    remembered = REGISTRY.get_sample_value("makegood_open_conversations", of)
    return remembered, REGISTRY.get_sample_value("makegood_quarantined", of)


def test_what_was_taken_over_is_told_before_anything_happens(chats: Chats) -> None:
    chats.show(NUMBER)
    assert told() == (3, 1)


def test_a_commit_tells_what_it_changed(chats: Chats) -> None:
    chats.show(NUMBER)
    chats.restore(5, [])
    chats.count(NUMBER, Folded(NUMBER))
    assert told() == (0, 0)


def test_what_another_worker_has_is_not_told(chats: Chats) -> None:
    chats.show(NUMBER)
    chats.forget(NUMBER)
    assert told() == (None, None)
