"""Promises: kept, replaced, broken."""

import pytest

from pipeline.domain.cues import Cue, Deadline, PromiseKind, PromiseMade, Reading
from pipeline.domain.events import StatusChange
from pipeline.domain.rules import Rules
from tests.chat import ZERO, Chat

BROKEN = "broken_promise"


def troubled() -> Chat:
    chat = Chat()
    chat.customer(0, "problem.failure")
    return chat


ARRIVES = Reading(
    cues=(Cue("promise.arrival", "it will be there by Friday", 0, 5),),
    opening="it will be there by Friday",
    promises=(PromiseMade("action", Deadline("seconds", 600), 0),),
)


def test_an_arrival_that_is_announced_and_does_not_come_escalates() -> None:
    chat = troubled()
    chat.message(30, "agent", "ag-1", ARRIVES)
    assert chat.end().opened == [(630, BROKEN)]


def test_the_arrival_of_what_was_done_is_no_promise() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.message(60, "agent", "ag-1", ARRIVES)
    assert chat.end().opened == []


def test_after_a_denial_an_arrival_is_a_promise_again() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.customer(60, "denial")
    chat.message(90, "agent", "ag-1", ARRIVES)
    assert (690, BROKEN) in chat.end().opened


def test_a_promised_action_that_does_not_come_escalates_at_its_time() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    assert chat.end().opened == [(630, BROKEN)]


def test_the_promised_action_keeps_it() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.agent(600, "action.done")
    assert chat.end().opened == []


def test_what_hangs_on_an_answer_that_never_comes_is_not_broken() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600), asks=(1,))
    assert chat.end().opened == []


def test_the_time_until_what_was_asked_for_comes_is_added_to_the_promise() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600), asks=(1,))
    chat.customer(330)
    chat.agent(340)
    assert chat.end().opened == [(930, BROKEN)]


def test_a_promise_beside_a_question_that_was_asked_before_hangs_on_nothing() -> None:
    chat = troubled()
    chat.agent(10, asks=(1,))
    chat.customer(20)
    chat.agent(30, promise=("action", 600), asks=(1,))
    assert chat.end().opened == [(630, BROKEN)]


def test_news_keeps_no_promised_action() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.agent(300)
    assert chat.end().opened == [(630, BROKEN)]


def test_news_keeps_a_promised_answer() -> None:
    chat = troubled()
    chat.agent(30, promise=("answer", 600))
    chat.agent(300)
    assert chat.end().opened == []


def test_sympathy_is_no_news() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, promise=("answer", 600))
    chat.agent(300, "empathy.apology")
    assert chat.end().opened[0] == (630, BROKEN)


def test_news_after_the_time_withdraws() -> None:
    chat = troubled()
    chat.agent(30, promise=("answer", 600))
    chat.agent(700)
    chat.end()
    assert chat.ended(BROKEN) == [(700, "answered")]


def test_action_after_the_time_withdraws() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.action(700)
    chat.end()
    assert chat.ended(BROKEN) == [(700, "acted")]


def test_the_latest_promise_of_a_kind_replaces_the_earlier() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.agent(500, promise=("action", 600))
    assert chat.end().opened == [(1_100, BROKEN)]


def test_renewing_an_overdue_promise_does_not_keep_it() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.agent(700, promise=("action", 600))
    chat.until(1_200)
    assert chat.opened == [(630, BROKEN)]
    assert chat.ended(BROKEN) == []


def test_the_customers_word_that_it_is_over_ends_a_promise() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.customer(100, "confirm.forgotten", substance=False)
    assert chat.end().opened == []


def test_a_look_announced_together_with_a_request_waits_for_the_customer() -> None:
    chat = troubled()
    chat.agent(30, promise=("check", 300), asks=(1,))
    assert chat.end().opened == []


def test_a_look_without_news_breaks_after_its_time() -> None:
    chat = troubled()
    chat.agent(30, promise=("check", 300))
    assert chat.end().opened == [(330, BROKEN)]


def test_it_outlives_thirty_days_at_most() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 90 * 86_400))
    assert chat.end().opened == [(30 + 30 * 86_400, BROKEN)]


def test_one_broken_after_the_close_ends_a_day_later() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 3 * 86_400))
    chat.status(100, "closed")
    chat.end()
    assert chat.opened == [(30 + 3 * 86_400, BROKEN)]
    assert chat.ended(BROKEN) == [(30 + 4 * 86_400, "ended")]


def test_a_handoff_that_does_not_come_true_starts_the_wait_anew_as_any_broken_promise() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, "empathy.understanding", "handoff.words")
    chat.until(400)
    assert chat.opened == [(150, BROKEN), (330, "empathy_without_action")]


def test_an_action_makes_an_announced_handoff_needless() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, "handoff.words")
    chat.agent(60, "action.done")
    chat.until(400)
    assert not chat.opened


def test_a_handoff_in_words_that_does_not_come_true_is_a_broken_promise() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, "handoff.words")
    chat.status(400, "transferred", "ag-2")
    chat.until(401)
    assert chat.opened == [(150, BROKEN)]
    assert chat.ended(BROKEN) == [(400, "handed_off")]


def two_broken() -> Chat:
    chat = troubled()
    chat.agent(30, promise=("answer", 600))
    chat.agent(60, promise=("action", 900))
    return chat


def test_of_two_that_break_one_is_told_at_a_time() -> None:
    chat = two_broken()
    chat.until(1_200)
    assert chat.opened == [(630, BROKEN)]


def test_the_second_is_told_once_the_first_is_kept_after_all() -> None:
    chat = two_broken()
    chat.agent(1_200)
    chat.until(1_300)
    assert chat.opened == [(630, BROKEN), (1_200, BROKEN)]
    assert chat.ended(BROKEN) == [(1_200, "answered")]


def test_what_keeps_both_ends_both() -> None:
    chat = two_broken()
    chat.agent(1_200, "action.done")
    chat.agent(1_300)
    chat.until(1_400)
    assert chat.opened == [(630, BROKEN)]
    assert chat.ended(BROKEN) == [(1_200, "acted")]


def test_who_judges_the_first_has_seen_the_second() -> None:
    chat = two_broken()
    chat.until(1_000)
    chat.feedback(1_100, chat.steps[0].escalation_id, "resolved")
    chat.agent(1_200)
    chat.until(1_300)
    assert chat.opened == [(630, BROKEN)]


def test_a_question_keeps_no_promised_answer() -> None:
    chat = troubled()
    chat.agent(30, promise=("answer", 600))
    chat.agent(300, asks=(1,), substance=False)
    chat.customer(320)
    chat.until(631)
    assert (630, BROKEN) in chat.opened


def test_a_look_may_come_to_a_question() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, promise=("check", 300))
    chat.agent(100, asks=(1,), substance=False)
    assert chat.end().opened == []


@pytest.mark.parametrize("kind", ["action", "answer"])
def test_a_look_may_come_to_a_promise(kind: PromiseKind) -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, promise=("check", 300))
    chat.agent(100, promise=(kind, 900))
    assert chat.end().opened[0] == (1_000, BROKEN)


def test_of_a_look_and_a_promise_in_one_message_the_promise_counts() -> None:
    chat = Chat()
    chat.customer(0)
    cues = (Cue("promise.check", "let me check", 0, 5), Cue("promise.action", "I'll refund it", 6, 9))
    both = (PromiseMade("action", Deadline("seconds", 600), 1), PromiseMade("check", Deadline("seconds", 300), 0))
    chat.message(30, "agent", "ag-1", Reading(cues=cues, opening="let me check", promises=both))
    assert chat.end().opened == [(630, BROKEN)]


def test_what_nobody_has_nobody_can_keep() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.status(60, "transferred")
    chat.until(1_000)
    assert chat.opened == []
    chat.status(1_000, "assigned", "ag-2")
    chat.until(1_001)
    assert chat.opened == [(1_000, BROKEN)]


def test_what_nobody_has_is_forgotten_like_any_silent_chat() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.status(60, "transferred")
    chat.end()
    assert chat.opened == []
    assert len(chat.partition) == 0


def test_once_it_is_closed_a_promise_is_due_whoever_had_it() -> None:
    chat = troubled()
    chat.agent(30, promise=("action", 600))
    chat.status(60, "transferred")
    chat.status(700, "closed")
    chat.until(701)
    assert chat.opened == [(700, BROKEN)]


def in_queue(queue: str) -> Chat:
    chat = Chat(Rules(proven_queues=("billing",)))
    chat.tell(StatusChange(id="s-1", conversation_id="c-1", at=ZERO, role="system", status="opened", queue=queue))
    chat.customer(0, "problem.failure")
    chat.agent(30, "action.done")
    return chat


def test_where_tools_report_every_action_a_claim_without_one_is_a_broken_promise() -> None:
    chat = in_queue("billing").end()
    assert chat.opened == [(150, BROKEN)]
    assert chat.steps[0].evidence[0].cue == "action.unproven"


def test_a_report_in_time_proves_the_claim() -> None:
    chat = in_queue("billing")
    chat.action(90)
    assert chat.end().opened == []


def test_a_report_that_came_before_the_claim_proves_it() -> None:
    chat = Chat(Rules(proven_queues=("billing",)))
    chat.tell(StatusChange(id="s-1", conversation_id="c-1", at=ZERO, role="system", status="opened", queue="billing"))
    chat.customer(0, "problem.failure")
    chat.action(20)
    chat.agent(30, "action.done")
    assert chat.end().opened == []


def test_elsewhere_a_claim_needs_no_report() -> None:
    assert in_queue("sales").end().opened == []
