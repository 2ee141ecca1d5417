"""Empathy without action."""

import pytest

from pipeline.domain.cues import Cue, Reading
from tests.chat import ZERO, Chat

GAP = "empathy_without_action"


def troubled() -> Chat:
    chat = Chat()
    chat.customer(0, "problem.failure")
    return chat


def test_empathy_and_three_minutes_of_nothing_escalate() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    assert chat.end().opened[0] == (210, GAP)


def test_the_step_tells_since_when_what_is_missing_and_whose_words() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    step = chat.end().steps[0]
    assert step.agent == "ag-1"
    assert step.missing
    assert [e.cue for e in step.evidence] == ["empathy.apology", "problem.failure"]


def test_empathy_without_a_problem_opens_no_gap() -> None:
    chat = Chat()
    chat.customer(0, "talk.thanks", substance=False)
    chat.agent(30, "empathy.apology")
    assert chat.end().opened == []


def test_action_in_time_prevents_it() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(209, "action.done")
    assert chat.end().opened == []


def test_action_at_the_very_deadline_prevents_it() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(210, "action.done")
    assert chat.end().opened == []


def test_action_after_the_deadline_withdraws_it() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(211, "action.done")
    chat.end()
    assert chat.opened == [(210, GAP)]
    assert chat.ended(GAP) == [(211, "acted")]


def test_empathy_and_action_in_one_message_open_no_gap() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "action.done")
    assert chat.end().opened == []


def test_a_structured_action_that_succeeded_resolves() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.action(60)
    assert chat.end().opened == []


def test_a_structured_lookup_resolves_nothing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.action(60, name="verify_identity")
    assert chat.end().opened[0] == (210, GAP)


def test_an_action_that_has_only_started_resolves_nothing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.action(60, "started")
    assert chat.end().opened[0] == (210, GAP)


def test_the_wait_rests_while_it_is_the_customers_turn_and_adds_up() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(60, asks=(1,))
    chat.customer(1_000)
    chat.agent(1_010)
    assert chat.end().opened[0] == (1_150, GAP)


def test_the_same_request_again_does_not_give_the_turn_away() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", asks=(1,))
    chat.customer(60)
    chat.agent(70, asks=(1,))
    assert chat.end().opened[0] == (240, GAP)


def test_a_filler_of_the_customer_does_not_give_the_turn_back() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", asks=(1,))
    chat.customer(40, "talk.filler", substance=False)
    assert chat.end().opened == []


def test_a_filler_beside_a_confirmation_says_that_it_is_over() -> None:
    chat = troubled()
    chat.agent(30, "empathy.acknowledgement")
    chat.customer(75, "talk.filler", "confirm.solved", substance=False)
    chat.status(120, "closed")
    assert chat.end().opened == []


def test_a_second_empathic_reply_with_nothing_done_escalates_at_once() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(50)
    chat.agent(60, "empathy.understanding")
    assert chat.end().opened[0] == (60, GAP)


def test_two_empathic_messages_within_a_minute_are_one_reply() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(90, "empathy.understanding")
    assert chat.end().opened[0] == (210, GAP)


def test_after_a_longer_pause_it_is_a_second_reply() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(91, "empathy.understanding")
    assert chat.end().opened[0] == (91, GAP)


def test_a_second_empathic_reply_that_asks_waits_for_the_answer() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(50)
    chat.agent(60, "empathy.apology", asks=(1,))
    assert chat.end().opened == []


def test_closing_with_the_gap_open_escalates() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.status(100, "closed")
    assert chat.end().told[0].at == 100
    assert chat.ended(GAP) == [(100 + 86_400, "ended")]


def test_closing_while_a_promise_is_pending_does_not() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", promise=("action", 600))
    chat.status(100, "closed")
    assert (100, GAP) not in chat.end().opened


def test_let_me_check_does_not_hold_the_gap() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", promise=("check", 300))
    assert chat.end().opened[0] == (210, GAP)


def test_a_broken_promise_starts_the_wait_anew() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", promise=("action", 600))
    assert chat.end().opened[:2] == [(630, "broken_promise"), (810, GAP)]


def test_a_final_refusal_stops_the_wait() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(60, "refusal.final")
    assert chat.end().opened == []


def test_a_handoff_after_a_final_refusal_starts_the_wait_anew() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "refusal.final")
    chat.status(100, "transferred", "ag-2")
    assert chat.end().opened[0] == (280, GAP)


def test_whoever_looks_again_has_taken_the_refusal_back() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "refusal.final")
    chat.customer(60, "objection")
    chat.agent(90, promise=("check", 300))
    assert chat.end().opened[0] == (270, GAP)


def test_a_refusal_with_a_promise_beside_it_stays_one() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(60, "refusal.final", promise=("check", 300))
    assert chat.end().opened[0] == (360, "broken_promise")


def test_a_promise_broken_after_a_final_refusal_starts_the_wait_anew() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "refusal.final")
    chat.agent(60, promise=("answer", 600))
    assert chat.end().opened[:2] == [(660, "broken_promise"), (840, GAP)]


def test_closing_after_a_final_refusal_is_only_information() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "refusal.final")
    chat.status(100, "closed")
    assert [(s.at, s.severity) for s in chat.steps] == [(chat.steps[0].at, "info")]
    assert chat.opened == [(100, GAP)]


def test_closing_over_an_objection_to_the_refusal_is_a_warning() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "refusal.final")
    chat.customer(60, "objection")
    chat.status(100, "closed")
    assert [s.severity for s in chat.steps] == ["warning"]


def test_the_customers_own_word_ends_it() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.customer(300, "confirm.forgotten")
    chat.end()
    assert chat.ended(GAP) == [(300, "confirmed")]


def test_a_handoff_withdraws_it() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.status(300, "transferred", "ag-2")
    chat.until(301)
    assert chat.ended(GAP) == [(300, "handed_off")]


def test_a_transfer_to_nobody_lets_no_gap_run() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.status(60, "transferred")
    assert chat.end().opened == []


def test_a_denial_opens_the_gap_again_from_the_denial() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(60, "action.done")
    chat.customer(500, "denial")
    chat.agent(510)
    assert chat.end().opened[0] == (680, GAP)


def test_a_failed_action_after_a_claim_is_a_denial() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(60, "action.done")
    chat.action(100, "failed")
    assert chat.end().opened[0] == (280, GAP)


def test_a_bare_no_to_anything_else_denies_nothing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(100, "action.done", "closing.else")
    chat.customer(130, "denial", "answer.no")
    assert chat.end().opened == []


def test_the_same_no_denies_what_was_claimed_without_that_question() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(100, "action.done")
    chat.customer(130, "denial", "answer.no")
    assert chat.end().opened[0] == (310, GAP)


def test_a_denial_after_anything_else_counts() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(100, "action.done", "closing.else")
    chat.customer(130, "denial")
    assert chat.end().opened[0] == (310, GAP)


def test_a_denial_without_earlier_empathy_opens_no_gap() -> None:
    chat = troubled()
    chat.agent(60, "action.done")
    chat.customer(500, "denial")
    chat.agent(510)
    assert chat.end().opened == []


def test_internal_notes_and_bots_count_for_nothing() -> None:
    chat = troubled()
    chat.agent(30)
    chat.bot(40)
    assert chat.end().opened == []


def test_sympathy_for_a_calm_statement_tells_that_it_was_a_problem() -> None:
    chat = Chat()
    chat.customer(0)
    chat.agent(30, "empathy.understanding")
    assert chat.end().opened[0] == (210, GAP)


def test_an_apology_to_a_plain_question_tells_no_problem() -> None:
    chat = Chat()
    chat.customer(0, "asks.question")
    chat.agent(30, "empathy.apology")
    assert chat.end().opened == []


@pytest.mark.parametrize(("asked", "gaps"), [(40, 1), (10, 0)])
def test_what_is_learned_counts_beside_a_question_and_not_of_it(asked: int, gaps: int) -> None:
    cues = Cue("problem.learned", "stated", 0, 30), Cue("asks.question", "asked", asked, asked + 5)
    chat = Chat()
    chat.message(0, "customer", "cu", Reading(cues=cues, opening="stated, asked", distress=0.1, substance=True))
    chat.agent(30, "empathy.apology")
    assert len(chat.end().opened) == gaps


def test_sympathy_after_the_action_opens_nothing() -> None:
    chat = troubled()
    chat.agent(30, "action.done")
    chat.customer(60)
    chat.agent(70, "empathy.understanding")
    assert chat.end().opened == []


def test_once_something_is_done_nothing_is_asked_of_the_customer() -> None:
    chat = troubled()
    chat.agent(30, asks=(1,))
    chat.agent(60, "action.done")
    chat.customer(90, "talk.thanks", substance=False)
    assert chat.end().opened == []


def test_a_handoff_gives_the_turn_back_to_the_agents() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", asks=(1,))
    chat.status(60, "transferred", "ag-2")
    assert chat.end().opened[0] == (240, GAP)


def test_a_new_owner_may_ask_what_the_customer_has_not_answered() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", asks=(1,), sketch=(1, 2, 3))
    chat.status(60, "transferred", "ag-2")
    chat.agent(90, by="ag-2", asks=(1,), sketch=(1, 2, 3))
    assert chat.end().opened == []


def test_a_structured_action_gives_the_turn_back_as_words_do() -> None:
    chat = troubled()
    chat.agent(30, asks=(1,))
    chat.action(40)
    chat.customer(60)
    assert chat.end().opened == []


def test_what_a_handoff_leaves_of_a_denial_is_the_denial() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(100, "action.done")
    chat.customer(200, "denial")
    chat.status(250, "transferred", "ag-2")
    chat.agent(260, by="ag-2")
    opened = chat.until(431).steps[-1]
    assert chat.opened == [(430, GAP)]
    assert opened.since == chat.partition.clock - 2_000 - 231_000


def test_sympathy_shows_a_problem_also_in_a_statement_that_asks() -> None:
    chat = Chat()
    chat.customer(0, "asks.question", distress=0.2)
    chat.agent(30, "empathy.understanding")
    assert chat.end().opened[0] == (210, GAP)


def test_warm_thanks_with_nothing_left_to_come_confirm() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(20, "empathy.apology")
    chat.customer(40, "talk.delight", "talk.thanks", substance=False)
    assert chat.end().opened == []


def test_warm_thanks_for_a_promise_or_an_offer_do_not() -> None:
    promised = Chat()
    promised.customer(0, "problem.failure")
    promised.agent(20, "empathy.apology", promise=("action", 600))
    promised.customer(40, "talk.delight", "talk.thanks", substance=False)
    assert promised.end().opened == [(620, "broken_promise"), (800, "empathy_without_action")]
    offered = Chat()
    offered.customer(0, "problem.failure")
    offered.agent(20, "empathy.apology", asks=(1,))
    offered.customer(40, "talk.delight", "talk.thanks", substance=False)
    assert "empathy_without_action" in {reason for _, reason in offered.end().opened}


@pytest.mark.parametrize(
    ("problem", "opened"), [("the order is an hour late", [(105, GAP)]), ("the box is broken", [])]
)
def test_sorry_for_the_delay_is_an_apology_where_the_delay_is_the_problem(
    problem: str, opened: list[tuple[float, str]]
) -> None:
    chat = Chat()
    reading = Reading(cues=(Cue("problem.unmet", problem, 0, 1),), opening=problem, distress=0.1, substance=True)
    chat.message(0, "customer", "cu", reading)
    for at in (30, 105):
        chat.agent(at, "courtesy.delay", substance=False)
        chat.customer(at + 10)
    chat.agent(120, "action.done")
    assert chat.end().opened == opened


def handed_over_after_an_escalation() -> Chat:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.status(300, "transferred", "ag-2")
    return chat


def test_a_new_owner_who_neither_feels_nor_acts_is_escalated_from_the_handoff() -> None:
    chat = handed_over_after_an_escalation()
    chat.agent(310, by="ag-2")
    assert chat.end().opened == [(210, GAP), (480, GAP)]
    opened = [step for step in chat.steps if step.type == "opened"]
    assert [shown.cue for shown in opened[-1].evidence] == ["handoff.taken", "empathy.apology", "problem.failure"]


def test_the_second_owners_own_sympathy_is_what_they_are_escalated_for() -> None:
    chat = handed_over_after_an_escalation()
    chat.agent(310, "empathy.apology", by="ag-2")
    assert chat.end().opened == [(210, GAP), (480, GAP)]
    assert [step.since for step in chat.steps if step.type == "opened"] == [ZERO + 30_000, ZERO + 310_000]


def test_a_message_of_another_agent_is_a_handoff_that_can_be_escalated_from() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology")
    chat.agent(300, by="ag-2")
    assert chat.end().opened == [(210, GAP), (480, GAP)]


def test_the_problem_behind_a_denial_is_what_is_missing() -> None:
    chat = troubled()
    chat.agent(30, "empathy.apology", "action.done")
    chat.customer(60, "denial")
    step = next(step for step in chat.end().steps if step.type == "opened")
    assert "problem.failure" in [shown.cue for shown in step.evidence]


@pytest.mark.parametrize("order", [1, -1])
def test_a_deed_that_fits_counts_beside_one_that_does_not(order: int) -> None:
    chat = Chat()
    broken = Cue("problem.failure", "My blender arrived broken", 0, 5)
    chat.message(0, "customer", "cu", Reading(cues=(broken,), opening="My blender arrived broken", substance=True))
    chat.agent(30, "empathy.apology")
    deeds = ("I've updated your phone number.", "I've refunded you in full.")[::order]
    cues = tuple(Cue("action.done", deed, 0, 5) for deed in deeds)
    chat.message(60, "agent", "ag-1", Reading(cues=cues, opening="Done", substance=True))
    assert chat.end().opened == []
