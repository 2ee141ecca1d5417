"""What is sent to routing again from the dead letters: where its time is past it asks for nobody."""

from pipeline.domain.floor import Answer, Decision, Floor, RoutingEvent
from pipeline.domain.floor_book import FloorBook
from pipeline.domain.routing_draft import assignment_id
from pipeline.domain.rules import Rules
from tests.floors import BEGIN, MINUTE, escalation, senior

HOUR = 60 * MINUTE
NOW = BEGIN + HOUR
OPENED = escalation("c-1")


class Play:
    """A floor with a senior, whose clock has come to an hour after the beginning; nothing happened in it since."""

    def __init__(self, *before: RoutingEvent) -> None:
        self.book = FloorBook(Rules())
        for event in (senior("a"), *before):
            self.book.fold(event)
        self.book.advance(NOW)

    def again(self, event: RoutingEvent) -> list[Decision]:
        return self.book.fold(event, replayed=True)

    @property
    def floor(self) -> Floor:
        return self.book.floor


def test_an_escalation_of_long_ago_is_assigned_to_nobody_then_or_later() -> None:
    play = Play()
    assert play.again(OPENED) == []
    assert play.book.advance(NOW + 24 * HOUR) == []
    assert play.floor.cases == {}


def test_the_same_step_that_was_not_sent_again_is_assigned_late() -> None:
    assert [one.type for one in Play().book.fold(OPENED)] == ["assigned"]


def test_a_step_that_is_not_past_is_folded_as_any() -> None:
    assert [one.type for one in Play().again(escalation("c-1", at=NOW))] == ["assigned"]


def test_the_end_of_an_escalation_that_is_still_open_here_is_heard() -> None:
    play = Play(escalation("c-1", reason="unanswered", at=NOW - MINUTE))
    ended = escalation("c-1", "withdrawn", NOW - MINUTE + 1, reason="unanswered")
    assert [one.type for one in play.again(ended)] == ["released"]


def test_that_an_escalation_grew_worse_before_it_was_done_brings_it_to_nobody_again() -> None:
    play = Play(escalation("c-1", at=NOW - 1_000))
    assigned = play.floor.cases["c-1"]
    play.book.fold(
        Answer(at=NOW, conversation_id="c-1", senior_id="a", answer="done", assignment_id=assignment_id(assigned))
    )
    assert play.again(escalation("c-1", "raised", NOW - MINUTE, severity="critical")) == []
    assert play.floor.cases["c-1"].phase == "done"


def test_what_a_senior_said_of_themselves_or_of_a_chat_long_ago_counts_for_nothing() -> None:
    play = Play(escalation("c-1", at=NOW - MINUTE))
    before = play.floor.cases.copy(), play.floor.seniors.copy()
    play.again(senior("a", BEGIN, capacity=7))
    play.again(senior("b", BEGIN))
    play.again(Answer(at=NOW - MINUTE, conversation_id="c-1", senior_id="b", answer="take_over"))
    assert (play.floor.cases, play.floor.seniors) == before


def test_what_was_due_before_the_time_of_something_ahead_is_decided() -> None:
    play = Play(escalation("c-1", at=NOW - 1_000))
    assert "overdue" in {one.type for one in play.again(escalation("c-2", at=NOW + HOUR))}
