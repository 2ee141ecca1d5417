"""What the customer says is over: nobody is waited for, and it may still turn out otherwise."""

import pytest

from tests.chat import Chat

GAP = "empathy_without_action"


def troubled() -> Chat:
    chat = Chat()
    chat.customer(0, "problem.failure")
    return chat


def test_who_ends_it_alone_waits_for_no_reply() -> None:
    chat = troubled()
    chat.customer(60, "confirm.forgotten")
    assert chat.end().opened == []


def test_who_answers_that_it_works_waits_for_no_reply() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.agent(40, asks=(1,))
    chat.customer(60, "confirm.solved")
    assert chat.end().opened == []


def test_who_ends_it_and_asks_for_something_else_waits() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.customer(60, "confirm.solved", "asks.question")
    assert chat.end().opened == [(360, "unanswered")]


@pytest.mark.parametrize("claims", [True, False])
def test_what_was_confirmed_may_be_denied_and_earlier_empathy_counts(*, claims: bool) -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    if claims:
        chat.agent(60, "action.done")
    chat.customer(100, "confirm.solved")
    chat.customer(300, "denial")
    opened = chat.until(500).steps[0]
    assert chat.opened == [(480, GAP)]
    assert opened.evidence[0].cue == "denial"


def test_whoever_says_goodbye_denies_nothing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(100, "confirm.solved")
    chat.customer(120, "denial", "talk.goodbye", substance=False)
    assert chat.end().opened == []


def test_another_problem_after_it_is_seen_by_the_sympathy_for_it() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.customer(60, "confirm.solved")
    chat.customer(90)
    chat.agent(120, "empathy.understanding")
    assert (300, GAP) in chat.end().opened


def asked(*cues: str) -> Chat:
    """A chat in which the agent has shown sympathy, then asked something."""
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(100, *cues, asks=(1,))
    return chat


def test_who_has_what_was_asked_for_has_not_said_that_it_is_over() -> None:
    chat = asked()
    chat.customer(120, "talk.has", "confirm.solved", substance=False)
    assert GAP in [reason for _, reason in chat.end().opened]


def test_who_has_it_when_asked_whether_it_has_come_right_ends_it() -> None:
    chat = asked("asks.outcome")
    chat.customer(120, "talk.has", "confirm.solved", substance=False)
    assert chat.end().opened == []


def test_who_has_something_else_since_asked_whether_it_has_come_right_has_not() -> None:
    chat = asked("asks.outcome")
    chat.customer(120, substance=True)
    chat.agent(140, asks=(2,))
    chat.customer(150, "talk.has", "confirm.solved", substance=False)
    assert GAP in [reason for _, reason in chat.end().opened]


def test_there_it_is_after_an_apology_ends_nothing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", substance=True)
    chat.customer(60, "talk.there", "confirm.solved", substance=False)
    assert chat.end().opened == [(210, GAP)]


@pytest.mark.parametrize("cues", [(), ("action.solution",)])
def test_there_it_is_after_what_was_told_ends_it(cues: tuple[str, ...]) -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(120, *cues, substance=True)
    chat.customer(150, "talk.there", "confirm.solved", substance=False)
    assert chat.end().opened == []


def test_there_it_is_after_a_question_ends_it() -> None:
    chat = asked()
    chat.customer(120, "talk.there", "confirm.solved", substance=False)
    assert chat.end().opened == []


def test_what_is_told_for_information_opens_nothing_and_wants_no_answer() -> None:
    chat = Chat()
    chat.customer(0, "talk.fyi", "problem.failure")
    chat.agent(400, "empathy.apology")
    assert chat.end().opened == []


def test_what_is_told_for_information_leaves_another_problem_open() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(60, "talk.fyi", "problem.failure")
    assert chat.end().opened == [(210, GAP)]


def test_that_it_is_over_may_be_told_for_information() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(60, "talk.fyi", "confirm.solved")
    assert chat.end().opened == []
