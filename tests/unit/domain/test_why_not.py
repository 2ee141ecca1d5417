"""Why nothing is escalated, in words."""

from pipeline.domain.rules import Rules
from pipeline.domain.why_not import why_not
from tests.chat import Chat


def because(chat: Chat, reason: str) -> list[str]:
    state = chat.partition.state(chat.name)
    assert state is not None
    return [verdict.because for verdict in why_not(state, {}, Rules()) if verdict.reason == reason]


def test_an_action_that_has_followed_is_why_not() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology", "action.done")
    assert because(chat, "empathy_without_action") == ["a resolving action has followed"]


def test_an_action_before_a_new_problem_is_not() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "action.done")
    chat.customer(60, "problem.failure")
    chat.agent(90, "empathy.apology")
    assert because(chat, "empathy_without_action") == []
