"""Dead letters that are sent again: they are heard, and what is past by then opens nothing."""

from tests.chat import Chat

HOUR = 3_600.0


def replaying(after: float) -> Chat:
    """A chat of which nothing could be read so far, in a partition whose clock has gone on."""
    chat = Chat().until(after)
    chat.replaying = True
    return chat


def sympathy_and_nothing_done(chat: Chat) -> None:
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.understanding")


def test_what_fell_due_long_ago_opens_nothing_then_or_later() -> None:
    chat = replaying(after=HOUR)
    sympathy_and_nothing_done(chat)
    assert chat.end().steps == []


def test_what_is_still_ahead_opens_in_its_time() -> None:
    chat = replaying(after=100)
    sympathy_and_nothing_done(chat)
    assert chat.until(250).opened == [(210, "empathy_without_action")]


def test_the_same_events_that_were_not_sent_again_are_told_late() -> None:
    chat = Chat().until(HOUR)
    sympathy_and_nothing_done(chat)
    assert (210, "empathy_without_action") in chat.end().opened


def test_what_needs_no_waiting_is_told_all_the_same() -> None:
    chat = replaying(after=HOUR)
    chat.customer(0, "vulnerable.self_harm")
    assert chat.opened == [(0, "vulnerable")]


def test_a_promise_that_broke_meanwhile_opens_nothing() -> None:
    chat = replaying(after=HOUR)
    chat.customer(0, "problem.failure")
    chat.agent(30, "promise.action", promise=("action", 300))
    chat.status(3_000, "closed")
    assert "broken_promise" not in {reason for _, reason in chat.end().opened}


def test_nothing_ends_that_was_never_opened() -> None:
    chat = replaying(after=HOUR)
    sympathy_and_nothing_done(chat)
    chat.replaying = False
    chat.agent(HOUR + 60, "action.done")
    assert chat.end().steps == []


def test_the_chat_goes_on_from_what_was_heard() -> None:
    chat = replaying(after=HOUR)
    chat.customer(0, "problem.failure")
    chat.replaying = False
    chat.agent(HOUR + 60, "empathy.understanding")
    assert chat.until(2 * HOUR).opened == [(HOUR + 240, "empathy_without_action")]
