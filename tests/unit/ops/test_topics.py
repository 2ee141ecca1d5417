"""What the topics must be like."""

import pytest

from pipeline.ops.settings import Settings
from pipeline.ops.topics import differences, wanted_settings, wanted_topics
from pipeline.wire.topics import ASSIGNMENTS, DLQ, ESCALATIONS, ROUTING, STATE, STATUS, Topic


def test_the_input_goes_by_its_name_here() -> None:
    assert wanted_topics(Settings(events_topic="chats"))[0].name == "chats"


def test_dead_letters_and_states_grow_with_the_input() -> None:
    sizes = {topic.name: topic.max_message_bytes for topic in wanted_topics(Settings(), 4_000_000)}
    assert sizes[DLQ.name] == sizes[STATE.name] == 4_065_536


@pytest.mark.parametrize("topic", [STATUS, STATE])
def test_what_holds_the_latest_of_each_conversation_is_compacted_and_kept(topic: Topic) -> None:
    settings = wanted_settings(topic)
    assert (settings["cleanup.policy"], settings["retention.ms"]) == ("compact", "-1")


@pytest.mark.parametrize("topic", [ESCALATIONS, DLQ, ROUTING, ASSIGNMENTS])
def test_what_comes_of_a_backlog_of_old_chats_is_not_deleted_as_old_before_it_is_read(topic: Topic) -> None:
    settings = wanted_settings(topic)
    assert int(settings["retention.ms"]) > 0
    assert settings["message.timestamp.type"] == "LogAppendTime"


def test_a_topic_as_wanted_has_no_faults() -> None:
    assert differences(STATE, wanted_settings(STATE)) == []


def test_a_broker_that_says_nothing_is_believed() -> None:
    assert differences(STATE, {}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("cleanup.policy", "compact"), ("max.message.bytes", "1000"), ("message.timestamp.type", "CreateTime")],
)
def test_a_setting_that_would_break_something_is_named(name: str, value: str) -> None:
    (fault,) = differences(ESCALATIONS, {**wanted_settings(ESCALATIONS), name: value})
    assert name in fault
    assert value in fault


def test_how_long_things_are_kept_is_the_operators_choice() -> None:
    assert differences(ESCALATIONS, {**wanted_settings(ESCALATIONS), "retention.ms": "1"}) == []
