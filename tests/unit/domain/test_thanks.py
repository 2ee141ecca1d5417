"""When thanks and joy end a problem."""

import pytest

from tests.chat import Chat

GAP = "empathy_without_action"


def told(*cues: str) -> Chat:
    """A chat in which the agent has shown sympathy, then said something with these cues."""
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    chat.agent(120, *cues, substance=True)
    return chat


@pytest.mark.parametrize("cue", ["talk.thanks", "talk.joy"])
def test_bare_thanks_for_news_end_the_problem(cue: str) -> None:
    chat = told()
    chat.customer(150, cue, substance=False)
    chat.status(160, "closed")
    assert chat.end().opened == []


def test_what_they_seemed_to_end_can_be_denied() -> None:
    chat = told()
    chat.customer(150, "talk.thanks", substance=False)
    chat.customer(500, "denial")
    assert (680, GAP) in chat.end().opened


@pytest.mark.parametrize("cue", ["refusal.policy", "authority.none", "handoff.words", "promise.check"])
def test_thanks_for_what_leaves_something_open_end_nothing(cue: str) -> None:
    chat = told(cue)
    chat.customer(150, "talk.thanks", substance=False)
    chat.status(170, "closed")
    assert GAP in [reason for _, reason in chat.end().opened]


def test_thanks_while_a_senior_is_asked_for_end_nothing() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure", "senior.asked")
    chat.agent(30, "empathy.apology", substance=True)
    chat.customer(40, "talk.thanks", substance=False)
    assert chat.end().opened[:2] == [(60, "asked_for_senior"), (210, GAP)]


def test_thanks_for_sympathy_alone_end_nothing() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    chat.customer(60, "talk.thanks", substance=False)
    assert chat.end().opened == [(210, GAP)]


@pytest.mark.parametrize("cue", ["problem.unmet", "asks.when", "objection", "threat.churn"])
def test_thanks_beside_a_complaint_or_a_question_end_nothing(cue: str) -> None:
    chat = told()
    chat.customer(150, "talk.thanks", cue, substance=False)
    assert GAP in [reason for _, reason in chat.end().opened]
