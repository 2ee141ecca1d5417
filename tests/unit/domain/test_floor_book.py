"""One event, or one conversation, that cannot be folded stops no other."""

import pytest

from pipeline.domain import routing
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock
from pipeline.domain.floor import Case, Decision
from pipeline.domain.floor_book import FloorBook, UnfoldedError, entries_of
from pipeline.domain.routing_cases import escalated
from pipeline.domain.routing_draft import Draft
from pipeline.domain.rules import Rules
from tests.floors import BEGIN, escalation

MINUTE = 60_000
HOUR = 60 * MINUTE


def said(decisions: list[Decision]) -> list[tuple[str | None, str]]:
    return [(one.conversation_id, one.type) for one in decisions]


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> FloorBook:
    """Three conversations wait, nobody is there. The deadlines of ``broken`` raise, and whatever is ``raised``."""
    expire = routing._expired

    def expired(draft: Draft, case: Case) -> None:
        expire(draft, case)
        if case.conversation_id == "broken":
            raise ZeroDivisionError

    def step(draft: Draft, event: EscalationStep) -> None:
        escalated(draft, event)
        if event.type == "raised":
            raise ZeroDivisionError

    monkeypatch.setattr(routing, "_expired", expired)
    monkeypatch.setattr(routing, "escalated", step)
    book = FloorBook(Rules())
    for name in ("a", "broken", "c"):
        book.fold(escalation(name))
    book.commit()
    return book


def test_what_was_due_before_an_event_that_cannot_be_folded_stands(floor: FloorBook) -> None:
    with pytest.raises(UnfoldedError, match="ZeroDivisionError while folding") as raised:
        floor.fold(escalation("c", "raised", BEGIN + 5 * MINUTE))
    assert said(raised.value.fired) == [("a", "overdue"), ("c", "overdue")]
    assert set(floor.changed()) == {"c/a", "c/c", "t"}
    assert floor.floor.cases["c"].overdue


def test_an_event_that_cannot_be_folded_changes_nothing_and_tells_nothing(floor: FloorBook) -> None:
    before = entries_of(floor.floor)
    with pytest.raises(UnfoldedError):
        floor.fold(escalation("c", "raised"))
    assert entries_of(floor.floor) == before
    assert floor.taken == []


def test_a_deadline_that_cannot_be_folded_stops_no_other_and_changes_nothing(floor: FloorBook) -> None:
    broken = floor.floor.cases["broken"]
    assert said(floor.fold(Clock(at=BEGIN + 5 * MINUTE))) == [("a", "overdue"), ("c", "overdue")]
    assert floor.floor.cases["broken"] is broken
    assert floor.given_up == 1
    assert (floor.next_due() or HOUR + BEGIN) > BEGIN + 5 * MINUTE


def test_a_deadline_that_was_given_up_does_not_come_back_with_a_dropped_batch(floor: FloorBook) -> None:
    floor.fold(Clock(at=BEGIN + 5 * MINUTE))
    floor.abort()
    assert floor.given_up == 1
    assert said(floor.fold(Clock(at=BEGIN + 5 * MINUTE))) == [("a", "overdue"), ("c", "overdue")]


def test_it_is_tried_anew_once_the_conversation_changes(floor: FloorBook, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.fold(Clock(at=BEGIN + 5 * MINUTE))
    floor.commit()
    monkeypatch.undo()
    floor.fold(escalation("broken", at=BEGIN + 6 * MINUTE, reason="unanswered"))
    assert floor.given_up == 0
    assert said(floor.fold(Clock(at=BEGIN + 7 * MINUTE))) == [("broken", "overdue")]


def test_whoever_takes_the_floor_over_says_the_same(floor: FloorBook) -> None:
    floor.fold(Clock(at=BEGIN + 5 * MINUTE))
    taken_over = FloorBook(Rules(), entries_of(floor.floor), floor.clock)
    assert taken_over.fold(Clock(at=BEGIN + 5 * MINUTE)) == []
    assert entries_of(taken_over.floor) == entries_of(floor.floor)
    assert taken_over.fold(Clock(at=BEGIN + HOUR)) == floor.fold(Clock(at=BEGIN + HOUR))
