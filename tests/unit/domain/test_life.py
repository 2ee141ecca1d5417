"""Feedback, erasure, retirement, late and repeated events."""

from pipeline.domain.escalation import ChatGone, ChatStatus
from tests.chat import Chat

DAY = 86_400


def escalated() -> Chat:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    return chat.until(210)


def test_an_acknowledgement_is_a_step_and_leaves_it_open() -> None:
    chat = escalated()
    chat.feedback(220, chat.steps[0].escalation_id, "acknowledged")
    assert [s.type for s in chat.steps] == ["opened", "acknowledged"]


def test_a_verdict_closes_with_its_name() -> None:
    chat = escalated()
    chat.feedback(220, chat.steps[0].escalation_id, "false_alarm")
    assert chat.ended("empathy_without_action") == [(220, "false_alarm")]
    assert len(chat.end().opened) == 1


def test_what_comes_late_ends_nothing_before_it_opened() -> None:
    chat = escalated()
    chat.agent(209, "action.done")
    assert chat.ended("empathy_without_action") == [(210, "acted")]


def test_a_verdict_on_another_escalation_changes_nothing() -> None:
    chat = escalated()
    chat.feedback(220, "some-other-id", "resolved")
    assert len(chat.steps) == 1


def test_erasing_closes_what_is_open_and_leaves_a_tombstone() -> None:
    chat = escalated()
    chat.erase(300)
    assert chat.ended("empathy_without_action") == [(300, "erased")]
    assert isinstance(chat.outcomes[-1], ChatGone)


def test_an_erased_conversation_is_not_raised_by_its_old_events() -> None:
    chat = escalated()
    chat.erase(300)
    chat.customer(10, "vulnerable.medical")
    assert len(chat.opened) == 1


def test_a_closed_conversation_ends_after_a_day() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.status(20, "closed")
    chat.until(20 + DAY)
    assert isinstance(chat.outcomes[-1], ChatGone)


def test_a_silent_conversation_ends_after_two_days() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.until(10 + 2 * DAY - 3)
    assert not any(isinstance(o, ChatGone) for o in chat.outcomes)
    chat.until(10 + 2 * DAY)
    assert isinstance(chat.outcomes[-1], ChatGone)


def test_an_old_event_of_an_ended_conversation_changes_nothing() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.until(10 + 2 * DAY)
    chat.customer(5, "vulnerable.medical")
    assert chat.opened == []


def test_a_new_event_of_an_ended_conversation_begins_anew() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.until(10 + 2 * DAY)
    chat.customer(3 * DAY, "vulnerable.medical")
    assert chat.opened == [(3 * DAY, "vulnerable")]


def test_after_the_marker_is_dropped_nothing_is_remembered() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.until(10 + 3 * DAY)
    assert len(chat.partition) == 0


def test_a_thank_you_after_the_close_does_not_reopen() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.status(20, "closed")
    chat.customer(30, "talk.thanks", substance=False)
    assert chat.end().opened == []


def test_the_status_says_what_is_next_and_what_is_missing() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    status = chat.outcomes[-1]
    assert isinstance(status, ChatStatus)
    assert status.at_risk
    assert status.due_at is not None
    assert status.due_at - status.at == 180_000
    assert status.missing


def test_what_changes_nothing_to_see_writes_no_status() -> None:
    chat = escalated()
    before = len(chat.outcomes)
    chat.bot(220)
    assert len(chat.outcomes) == before
