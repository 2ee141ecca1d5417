"""``erase`` on Apache Kafka: a conversation forgotten for good, and only that one."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.wire.codec import CONVERSATION_KEY, decode_state
from pipeline.wire.topics import ESCALATIONS, STATE, STATUS
from tests.as_a_user import makegood
from tests.running import Kept, Stage, partition_of
from tests.simulated import AGAIN, EMPATHY, PROBLEM, message

NAME = "forget-me"
LINES = ((0, "customer", PROBLEM), (10, "agent", EMPATHY), (80, "agent", AGAIN))
"""Seconds, role, text. The second empathic reply escalates, at once."""
NEIGHBOUR = next(name for n in range(99) if partition_of(name := f"stays-{n}") == partition_of(NAME))


@pytest.fixture
def begun() -> datetime:
    """Erasing is something of now, so the chats are of today too."""
    return datetime.now(UTC) - timedelta(seconds=100)


def chat(name: str, begun: datetime) -> list[dict[str, object]]:
    return [message(name, n, begun + timedelta(seconds=s), role, text) for n, (s, role, text) in enumerate(LINES)]


def latest(stage: Stage, topic: str, key: str) -> Kept:
    return [record for record in stage.read(topic) if record.key == key.encode()][-1]


def steps(stage: Stage, name: str) -> list[tuple[str, str, str | None]]:
    kept = [record.json for record in stage.read(ESCALATIONS.name) if record.key == name.encode()]
    return [(step["reason"], step["type"], step.get("why")) for step in kept]


OPENED = ("empathy_without_action", "opened", None)
ERASED = ("empathy_without_action", "closed", "erased")


def erased(stage: Stage, begun: datetime) -> None:
    """A chat escalated, then forgotten; its neighbour escalated, not forgotten."""
    stage.write(event for name in (NAME, NEIGHBOUR) for event in chat(name, begun))
    stage.worker(MAKEGOOD_CLOCK="wall")
    stage.until(lambda: OPENED in steps(stage, NAME) and OPENED in steps(stage, NEIGHBOUR), "the escalations")
    makegood("erase", NAME, broker=stage.broker)
    stage.count_written()
    stage.wait_until_judged()


def test_its_open_escalations_are_closed_because_it_is_erased(stage: Stage, begun: datetime) -> None:
    erased(stage, begun)
    said = steps(stage, NAME)
    opened = {reason for reason, kind, _ in said if kind == "opened"}
    closed = {reason for reason, _, why in said if why == "erased"}
    assert "empathy_without_action" in closed
    assert opened == closed


def test_its_status_is_a_tombstone_and_its_state_a_marker_without_words(stage: Stage, begun: datetime) -> None:
    erased(stage, begun)
    assert latest(stage, STATUS.name, NAME).value is None
    value = latest(stage, STATE.name, CONVERSATION_KEY.decode() + NAME).value
    state = decode_state(value or b"")
    assert state.retired_at is not None
    assert (state.problem, state.gap, state.statement, state.escalations) == (None, None, None, ())
    assert not any(word.encode() in (value or b"") for _, _, text in LINES for word in text.split() if len(word) > 4)


def test_its_events_delivered_again_raise_nothing(stage: Stage, begun: datetime) -> None:
    erased(stage, begun)
    said = steps(stage, NAME)
    older = message(NAME, 99, begun + timedelta(seconds=90), "agent", AGAIN)
    stage.write([*chat(NAME, begun), older])
    stage.wait_until_judged()
    assert steps(stage, NAME) == said
    assert latest(stage, STATUS.name, NAME).value is None


def test_the_others_stay(stage: Stage, begun: datetime) -> None:
    erased(stage, begun)
    assert ERASED not in steps(stage, NEIGHBOUR)
    assert latest(stage, STATUS.name, NEIGHBOUR).json["open_escalations"]
