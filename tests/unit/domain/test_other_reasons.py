"""Unanswered, no authority, repeated script, distress, asked for a senior, vulnerable."""

from pipeline.domain.cues import Reading
from pipeline.domain.rules import Rules
from pipeline.domain.templates import Templates
from tests.chat import Chat

SKETCH = tuple(range(10))
NEARLY = (*range(9), 99)
OTHER = tuple(range(50, 60))


def test_a_first_reply_is_awaited_for_two_minutes() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(130)
    chat.end()
    assert chat.opened == [(120, "unanswered")]
    assert chat.ended("unanswered") == [(130, "answered")]


def test_a_later_reply_is_awaited_for_five_minutes() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.customer(20, "asks.question")
    assert chat.end().opened == [(320, "unanswered")]


def test_a_customer_who_only_says_that_all_is_well_waits_for_nothing() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.customer(20)
    assert chat.end().opened == []


def test_the_wait_counts_from_the_first_unanswered_message() -> None:
    chat = Chat()
    chat.customer(0)
    chat.customer(100)
    assert chat.end().opened == [(120, "unanswered")]


def test_high_distress_halves_the_wait_even_if_it_has_passed_already() -> None:
    chat = Chat()
    chat.customer(0)
    chat.customer(90, distress=1.0)
    assert (90, "unanswered") in chat.end().opened


def test_a_bot_is_no_reply() -> None:
    chat = Chat()
    chat.customer(0)
    chat.bot(1)
    assert chat.end().opened == [(120, "unanswered")]


def test_an_attachment_of_the_agent_is_a_reply() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    assert chat.end().opened == []


def test_thanks_need_no_reply() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10)
    chat.customer(20, "talk.thanks", substance=False)
    assert chat.end().opened == []


def test_ok_answers_a_question_and_is_answered() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(10, asks=(1,))
    chat.customer(20, "talk.ack", substance=False)
    assert chat.end().opened == [(320, "unanswered")]


def test_closing_ends_it() -> None:
    chat = Chat()
    chat.customer(0)
    chat.status(200, "closed")
    chat.end()
    assert chat.ended("unanswered") == [(200, "ended")]


def test_a_customer_who_comes_back_after_the_close_waits_for_a_later_reply() -> None:
    chat = Chat()
    chat.customer(0)
    chat.status(10, "closed")
    chat.customer(100)
    assert chat.end().opened == [(400, "unanswered")]


def test_an_agent_who_may_not_act_has_two_minutes_to_hand_over() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, "authority.none")
    chat.status(200, "transferred", "ag-2")
    chat.until(300)
    assert chat.opened == [(130, "no_authority")]
    assert chat.ended("no_authority") == [(200, "handed_off")]


def test_an_announced_handoff_is_waited_for_two_minutes() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, "authority.none")
    chat.agent(100, "handoff.words")
    assert chat.until(400).opened == [(220, "no_authority")]


def test_another_agent_who_writes_is_the_handoff() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, "authority.none")
    chat.agent(100, "handoff.words")
    chat.agent(150, by="ag-2")
    assert chat.until(400).opened == []


def test_a_customer_who_asks_for_a_senior_waits_a_minute() -> None:
    chat = Chat()
    chat.customer(0, "senior.asked")
    chat.agent(30)
    chat.customer(40, "senior.asked")
    assert chat.until(100).opened == [(60, "asked_for_senior")]


def test_the_same_text_in_a_second_reply_is_a_script() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, sketch=SKETCH)
    chat.customer(20)
    chat.agent(30, sketch=NEARLY)
    assert chat.until(40).opened == [(30, "repeated_script")]


def test_another_text_is_none() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, sketch=SKETCH)
    chat.customer(20)
    chat.agent(30, sketch=OTHER)
    assert chat.until(40).opened == []


def test_a_text_said_again_after_something_was_done_is_none() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, sketch=SKETCH)
    chat.agent(20, "action.done")
    chat.customer(25, "problem.failure")
    chat.agent(30, sketch=SKETCH)
    assert chat.until(40).opened == []


def test_a_third_apology_with_nothing_done_is_a_script() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    for at in (10, 30, 50):
        chat.agent(at, "empathy.apology")
        chat.customer(at + 10)
    assert (50, "repeated_script") in chat.until(60).opened


def test_the_third_apology_rests_while_it_is_the_customers_turn() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, "empathy.apology", asks=(1,))
    chat.agent(100, "empathy.apology")
    chat.agent(200, "empathy.apology")
    assert chat.end().opened == []


def test_high_distress_over_three_messages_escalates_and_calm_withdraws() -> None:
    chat = Chat()
    for at in (0, 20, 40):
        chat.customer(at, distress=0.7)
        chat.agent(at + 5)
    for at in (60, 80, 100, 120):
        chat.customer(at, distress=0.0)
        chat.agent(at + 5)
    chat.end()
    assert (40, "distress") in chat.opened
    assert [why for _, why in chat.ended("distress")] == ["calmed"]


def test_a_jump_to_high_within_two_messages_escalates() -> None:
    chat = Chat()
    chat.customer(0, distress=0.1)
    chat.agent(5)
    chat.customer(20, distress=1.0)
    assert chat.until(21).opened == [(20, "distress")]


def test_distress_that_stays_high_is_escalated_once() -> None:
    chat = Chat()
    for at in range(0, 200, 20):
        chat.customer(at, distress=0.9)
        chat.agent(at + 5)
    assert [reason for _, reason in chat.until(201).opened] == ["distress"]


def test_somebody_in_need_is_critical_at_once_and_stays_after_the_close() -> None:
    chat = Chat()
    chat.customer(0, "vulnerable.medical")
    chat.agent(20)
    chat.status(30, "closed")
    chat.end()
    assert (chat.steps[0].severity, chat.opened) == ("critical", [(0, "vulnerable")])
    assert chat.ended("vulnerable") == [(30 + 86_400, "ended")]


def test_what_opens_after_a_threat_tells_its_words() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    chat.customer(100, "threat.legal")
    chat.agent(120)
    step = chat.until(300).steps[0]
    assert step.severity == "critical"
    assert "threat.legal" in [shown.cue for shown in step.evidence]


def test_a_threat_raises_what_is_open() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(10, "empathy.apology")
    chat.customer(250, "threat.legal")
    chat.until(251)
    assert [(s.type, s.severity) for s in chat.steps] == [("opened", "warning"), ("raised", "critical")]
    assert chat.steps[1].evidence[-1].cue == "threat.legal"


def test_severe_distress_opens_one_step_higher() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure", distress=0.9)
    assert chat.until(100).steps[0].severity == "warning"


def test_another_language_counts_for_time_only() -> None:
    chat = Chat()
    chat.message(0, "customer", "cu", Reading(supported=False, opening="Das ist ein Skandal"))
    chat.end()
    assert chat.opened == [(120, "unanswered")]
    assert chat.steps[0].evidence[0].quote == "Das ist ein Skandal"


def test_two_replies_out_of_the_templates_are_a_script_however_unlike() -> None:
    chat = Chat(Rules(templates=Templates([SKETCH, OTHER])))
    chat.customer(0, "problem.failure")
    chat.agent(10, sketch=SKETCH)
    chat.customer(20)
    chat.agent(90, sketch=OTHER)
    assert chat.opened == [(90, "repeated_script")]


def test_one_reply_out_of_the_templates_is_none() -> None:
    chat = Chat(Rules(templates=Templates([SKETCH])))
    chat.customer(0, "problem.failure")
    chat.agent(10, sketch=SKETCH)
    chat.customer(20)
    chat.agent(90, sketch=OTHER)
    assert chat.opened == []


def test_distress_after_the_close_is_told_again() -> None:
    chat = Chat()
    for at in (0, 10, 20):
        chat.customer(at, distress=0.9)
    chat.status(60, "closed")
    for at in (7_200, 7_210, 7_220):
        chat.customer(at, distress=0.9)
    assert [at for at, reason in chat.until(7_221).opened if reason == "distress"] == [20, 7_220]


def test_a_supervisor_who_writes_first_is_the_person_who_was_asked_for() -> None:
    chat = Chat()
    chat.customer(0, "senior.asked")
    chat.message(30, "supervisor", "su-1", Reading(opening="their words", substance=True))
    assert chat.end().opened == []


def test_a_greeting_before_the_customers_first_word_is_no_first_reply() -> None:
    chat = Chat()
    chat.agent(0, "talk.greeting")
    chat.customer(10)
    assert chat.end().opened == [(130, "unanswered")]


def test_somebody_in_need_is_not_helped_by_a_queue() -> None:
    chat = Chat()
    chat.customer(0, "vulnerable.medical")
    chat.status(20, "transferred")
    assert chat.ended("vulnerable") == []
    chat.status(100, "assigned", "ag-2")
    assert chat.ended("vulnerable") == [(100, "handed_off")]


def test_severe_distress_and_a_later_threat_add_up() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure", distress=0.95)
    chat.until(61)
    chat.customer(100, "threat.legal", distress=0.2)
    raised = [step for step in chat.steps if step.type == "raised"]
    assert [(step.reason, step.severity) for step in raised] == [("unanswered", "critical")]


def test_a_message_from_before_the_close_that_comes_late_reopens_nothing() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30)
    chat.status(60, "closed")
    chat.customer(59, "asks.question")
    assert chat.end().opened == []


def test_what_an_agent_may_not_do_after_the_close_is_nobodys_wait() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30)
    chat.status(60, "closed")
    chat.agent(100, "authority.none")
    assert chat.end().opened == []


def test_a_person_who_writes_in_nobodys_chat_is_there_for_somebody_in_need() -> None:
    chat = Chat()
    chat.customer(0, "vulnerable.medical")
    chat.status(20, "transferred")
    chat.agent(60, by="ag-2")
    assert chat.ended("vulnerable") == [(60, "handed_off")]
