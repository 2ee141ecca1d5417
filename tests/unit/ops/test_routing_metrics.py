"""What the figures of routing say, held against a floor."""

import pytest
from prometheus_client import REGISTRY

from pipeline.domain.floor import Answer
from pipeline.domain.floor_book import FloorBook
from pipeline.domain.rules import Rules
from pipeline.ops import routing_metrics
from tests.floors import BEGIN, escalation, senior


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_since_when_somebody_waits_is_shown_by_team_and_gone_with_the_wait() -> None:
    book = FloorBook(Rules())
    book.fold(escalation("c-1"))
    book.fold(escalation("c-2", at=BEGIN + 5_000))
    routing_metrics.FLOOR.show(book.floor, book.teams, book)
    assert value("makegood_routing_waiting", team="emea") == 2
    assert value("makegood_routing_waiting_since_seconds", team="emea") == BEGIN / 1000
    book.fold(senior("s-1", BEGIN + 6_000, capacity=2))
    routing_metrics.FLOOR.show(book.floor, book.teams, book)
    assert value("makegood_routing_waiting_since_seconds", team="emea") is None
    assert value("makegood_routing_held", team="emea", accepted="no") == 2
    assert [value("makegood_routing_seniors", state=one) for one in ("free", "busy", "away")] == [0, 1, 0]
    routing_metrics.FLOOR.forget("an earlier owner")
    assert value("makegood_routing_seniors", state="busy") == 1
    routing_metrics.FLOOR.forget(book)
    assert value("makegood_routing_seniors", state="busy") is None, "another worker tells"


def test_how_long_it_took_to_acknowledge_and_to_act_and_whether_in_time() -> None:
    book, labels = FloorBook(Rules()), {"reason": "empathy_without_action", "team": "time-to-act"}
    book.fold(senior("s-1"))
    said = book.fold(escalation("c-1", team="time-to-act"))
    answer = Answer(
        at=BEGIN + 20_000, conversation_id="c-1", senior_id="s-1", answer="accept", assignment_id=said[0].assignment_id
    )
    said += book.fold(answer)
    said += book.fold(escalation("c-1", "withdrawn", BEGIN + 90_000, team="time-to-act"))
    routing_metrics.decided(said)
    assert value("makegood_routing_acknowledge_seconds_sum", **labels) == 20
    assert value("makegood_routing_act_seconds_sum", **labels) == 90
    assert value("makegood_routing_ended_total", in_time="yes", team="time-to-act") == 1


def test_who_let_the_time_pass_makes_it_late() -> None:
    book = FloorBook(Rules())
    book.fold(senior("s-1"))
    said = book.fold(escalation("c-1", team="late"))
    said += book.advance(BEGIN + 80_000)
    routing_metrics.FLOOR.show(book.floor, book.teams, book)
    assert value("makegood_routing_overdue", team="late") == 1
    assert value("makegood_routing_overdue_since_seconds", team="late") == BEGIN / 1000
    said += book.fold(escalation("c-1", "withdrawn", BEGIN + 90_000, team="late"))
    routing_metrics.decided(said)
    assert value("makegood_routing_ended_total", in_time="no", team="late") == 1


def test_many_at_once_are_shown_as_one_group_of_their_team() -> None:
    book = FloorBook(Rules(group_above=3))
    for number in range(5):
        book.fold(escalation(f"c-{number}", at=BEGIN + number * 1_000, team="outage"))
    routing_metrics.FLOOR.show(book.floor, book.teams, book)
    assert value("makegood_routing_grouped_since_seconds", team="outage") == BEGIN / 1000 + 3


def test_a_team_counts_from_nought_and_too_many_teams_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing_metrics, "MOST_TEAMS", 2)
    teams = routing_metrics.Teams()
    assert [teams.label(team) for team in ("one", "t\x00wo", "three", "one")] == ["one", "t?wo", "other", "one"]
    assert value("makegood_routing_ended_total", in_time="no", team="t?wo") == 0
    for wait in ("acknowledge", "act"):
        assert value(f"makegood_routing_{wait}_seconds_count", reason="unanswered", team="t?wo") == 0


def test_the_first_that_waits_too_long_shows_as_a_rise_from_nought() -> None:
    late = {"type": "overdue", "why": "queue", "severity": "info"}
    assert value("makegood_routing_decisions_total", **late) == 0
