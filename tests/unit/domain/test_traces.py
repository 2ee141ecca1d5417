"""The three traces of the contract, to the second."""

from tests.chat import Chat


def test_trace_a_a_silent_customer_whose_turn_it_is_escalates_nothing() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.acknowledgement", "request.question", asks=(1,))
    chat.agent(200, "empathy.acknowledgement")
    chat.status(400, "closed")
    assert chat.end().opened == []


def test_trace_b_a_promise_outlives_the_close_and_breaks() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(40, "empathy.acknowledgement", promise=("action", 600))
    chat.status(100, "closed")
    assert chat.end().opened == [(640, "broken_promise")]


def test_trace_c_the_wait_begins_anew_with_the_handoff_and_is_the_new_owners() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure")
    chat.agent(30, "empathy.apology")
    chat.status(100, "transferred", "ag-2")
    chat.agent(140, "empathy.apology", by="ag-2")
    chat.agent(200, by="ag-2")
    assert chat.end().opened == [(280, "empathy_without_action")]
    assert chat.steps[0].agent == "ag-2"
