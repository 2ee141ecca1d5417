"""The page *Floor*, and what is handed over there."""

import pytest

from tests.unit.console.asked import Asked, floored
from tests.unit.console.told import case, entry, senior


def test_who_takes_over_is_written_for_routing_which_decides_and_acknowledges() -> None:
    asked = floored()
    assert asked.hand(what="take_over", by="s-2")[0] == 202
    (answer,) = asked.answered
    assert (answer.conversation_id, answer.senior_id, answer.answer, answer.at) == ("c-1", "s-2", "take_over", 7_000)
    assert asked.written.sent == []


def test_who_is_named_takes_over_whoever_says_so() -> None:
    asked = floored()
    asked.hand(what="take_over", by="boss", to="s-2")
    assert asked.answered[0].senior_id == "s-2"


def test_to_hand_on_answers_the_assignment_of_who_has_it_and_acknowledges_nothing() -> None:
    asked = floored()
    assert asked.hand(what="hand_on", to="s-2")[0] == 202
    (answer,) = asked.answered
    assert (answer.senior_id, answer.to, answer.answer) == ("s-1", "s-2", "hand_on")
    assert answer.assignment_id is not None
    assert asked.written.sent == []


def test_an_assignment_is_accepted_for_who_has_it_and_only_while_it_is_not() -> None:
    asked = floored()
    assert "Accept for s-1" in asked.ask("GET", "/floor")[1]
    assert asked.hand(what="accept")[0] == 202
    (answer,) = asked.answered
    assert (answer.senior_id, answer.answer, answer.assignment_id is None) == ("s-1", "accept", False)
    for phase in ({"phase": "acknowledged"}, {"phase": "waiting", "owner": None}):
        assert "Accept for" not in floored(**phase).ask("GET", "/floor")[1]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"what": "take_over", "by": "nobody-known"}, "is no senior here"),
        ({"what": "take_over"}, "nobody is no senior here"),
        ({"what": "hand_on", "to": "s-9"}, "s-9 is no senior here"),
        ({"what": "take_over", "by": "s-2", "conversation_id": "c-9"}, "nobody is needed"),
    ],
)
def test_what_cannot_be_is_said_and_not_written(told: dict[str, str], said: str) -> None:
    asked = floored()
    status, body, _ = asked.hand(**told)
    assert status == 409
    assert said in body
    assert asked.answered == []


def test_what_is_no_answer_is_refused() -> None:
    assert floored().hand(what="delete")[0] == 400


def test_without_its_secret_a_form_hands_nothing_over() -> None:
    asked = floored()
    assert asked.ask("POST", "/floor", data={"conversation_id": "c-1", "what": "take_over", "by": "s-2"})[0] == 403
    assert asked.answered == []


def test_the_floor_shows_who_waits_who_has_whom_and_who_is_there_escaped() -> None:
    asked = floored(missing="<b>the refund</b>")
    asked.floor.take([entry(case("c-2", severity="critical")), entry(senior("s-3", present=False))])
    status, body, _ = asked.ask("GET", "/floor")
    assert status == 200
    for part in (
        "<b>1</b> chat waits",
        "not accepted for",
        "&lt;b&gt;the refund",
        "s-3",
        "2 seniors here",
        "1 with room",
    ):
        assert part in body
    assert "<b>the refund" not in body


def test_a_floor_without_seniors_says_how_they_become_known() -> None:
    assert "No senior is known yet" in Asked().ask("GET", "/floor")[1]


def test_the_floor_of_a_team_shows_that_team() -> None:
    asked = floored(team="emea")
    asked.floor.take([entry(case("c-2", team="apac"))])
    body = asked.ask("GET", "/floor?team=apac")[1]
    assert 'data-key="c-2"' in body
    assert 'data-key="c-1"' not in body


def test_what_routing_alone_remembers_of_a_chat_changes_no_page() -> None:
    asked = floored()
    before = asked.floor.version
    asked.floor.take([entry(case("of-tomorrow", phase="ended", opened_by="", language="fr"))])
    assert asked.floor.version == before
    asked.floor.take([entry(case("c-1", phase="ended"))])
    assert asked.floor.version > before
    assert asked.floor.case("c-1") is None


def test_a_floor_of_another_version_says_so() -> None:
    asked = floored()
    record = entry(case("c-3"))
    asked.floor.take([type(record)(record.topic, 0, 0, 0, record.key, b"\xff" + (record.value or b"")[1:])])
    assert "another version" in asked.ask("GET", "/floor")[1]
