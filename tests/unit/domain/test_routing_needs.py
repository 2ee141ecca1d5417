"""What a conversation needs, told before anybody is asked, while somebody is, and afterwards."""

import pytest

from pipeline.domain import routing_needs
from pipeline.domain.floor import Answer, Need, RoutingEvent
from pipeline.domain.floor_book import FloorBook, entries_of
from pipeline.domain.routing_draft import assignment_id
from pipeline.domain.rules import Rules
from tests.floors import BEGIN, MINUTE, escalation, senior

HOUR = 60 * MINUTE
ENGLISH, FRENCH = senior("a"), senior("z", languages=("en", "fr"))


def need(at: int = BEGIN, chat: str = "c-1", **what: object) -> Need:
    return Need(at=at, conversation_id=chat, **{"language": "fr", **what})  # type: ignore[arg-type]


def told(*events: RoutingEvent) -> FloorBook:
    book = FloorBook(Rules())
    for event in (ENGLISH, FRENCH, *events):
        book.fold(event)
    return book


def owner(book: FloorBook) -> str | None:
    return book.floor.cases["c-1"].owner


def test_what_was_told_before_the_escalation_decides_who_is_asked() -> None:
    book = told(need())
    assert book.advance(BEGIN + HOUR) == []
    book.fold(escalation("c-1", at=BEGIN + HOUR))
    assert owner(book) == "z"


def test_it_is_known_to_whoever_takes_the_floor_over() -> None:
    before = told(need())
    book = FloorBook(Rules(), entries_of(before.floor), before.clock)
    book.fold(escalation("c-1", at=BEGIN + HOUR))
    assert owner(book) == "z"


def test_it_is_forgotten_after_a_day() -> None:
    book = told(need())
    book.advance(BEGIN + 24 * HOUR)
    assert book.floor.cases
    book.advance(BEGIN + 24 * HOUR + MINUTE)
    assert not book.floor.cases


def test_nothing_needed_of_a_chat_that_nobody_knows_is_nothing_to_remember() -> None:
    assert not told(need(language=None)).floor.cases


def test_what_is_needed_no_longer_is_forgotten_as_soon_as_any_case_that_is_over() -> None:
    book = told(need(), need(language=None))
    book.advance(BEGIN + 11 * MINUTE)
    assert not book.floor.cases


def test_it_still_holds_when_the_same_chat_is_escalated_again() -> None:
    book = told(need(), escalation("c-1"), escalation("c-1", "withdrawn", BEGIN + MINUTE))
    for later in (2 * MINUTE, 3 * HOUR):
        book.fold(escalation("c-1", at=BEGIN + later, number=later))
        assert owner(book) == "z"
        book.fold(escalation("c-1", "withdrawn", BEGIN + later + 1, number=later))


def test_who_was_asked_and_cannot_give_it_is_asked_no_longer() -> None:
    book = told(escalation("c-1"))
    assert owner(book) == "a"
    [decision] = book.fold(need(BEGIN + 1))
    assert (decision.type, decision.why, decision.senior, decision.previous) == ("reassigned", "left", "z", "a")


def test_who_was_asked_and_can_give_it_goes_on_being_asked() -> None:
    assert told(escalation("c-1")).fold(need(BEGIN + 1, language="en")) == []


def test_who_has_accepted_keeps_the_chat() -> None:
    book = told(escalation("c-1"))
    accepted = assignment_id(book.floor.cases["c-1"])
    book.fold(Answer(at=BEGIN + 1, conversation_id="c-1", senior_id="a", answer="accept", assignment_id=accepted))
    assert book.fold(need(BEGIN + 2)) == []
    assert owner(book) == "a"


def test_of_too_many_the_oldest_are_forgotten_and_never_what_was_escalated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing_needs, "MOST_REMEMBERED", 3)
    book = told(need(chat="c-1"), escalation("c-1"), *(need(BEGIN + n, f"n-{n}") for n in range(1, 6)))
    assert set(book.floor.cases) == {"c-1", "n-4", "n-5"}
