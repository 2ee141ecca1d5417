"""What is told: a CloudEvent, or words."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest

from pipeline.notify.decided import decision_notice
from pipeline.notify.links import LinkError, asked_by
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Answers, Targets
from pipeline.ops.secret import Secret
from pipeline.wire.routing import read_decision

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "schemas" / "examples" / "makegood.assignments.v1" / "valid"
ANSWERS = Answers(listen="127.0.0.1:0", address="https://answers.example.com/mg/", secret=Secret("for links"))
TARGETS = Targets(answers=ANSWERS, console="https://console.example.com")
EACH = pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.json")), ids=lambda file: file.stem)


def told(file: Path) -> Notice:
    return decision_notice("n-1", read_decision(file.read_bytes()), TARGETS)


@EACH
def test_the_data_of_an_event_is_the_decision_as_its_schema_has_it(file: Path) -> None:
    event = json.loads(told(file).event)
    schema = json.loads((ROOT / "schemas" / "makegood.assignments.v1.schema.json").read_text())
    jsonschema.validate(event["data"], schema)
    assert event["type"] == f"makegood.assignment.{event['data']['type']}"
    assert (event["specversion"], event["id"], event["source"]) == ("1.0", "n-1", "makegood")


@EACH
def test_the_bytes_are_the_same_each_time(file: Path) -> None:
    assert told(file).event == told(file).event


@EACH
def test_every_decision_has_a_title_for_people(file: Path) -> None:
    assert "{" not in told(file).title
    assert "None" not in told(file).title


def test_people_read_why_what_is_missing_what_was_said_and_where_to_look() -> None:
    text = told(EXAMPLES / "assigned.json").words
    for part in ("nothing was done", "the refund", "infuriating", "https://console.example.com/conversation/c-9"):
        assert part in text


def test_of_somebody_in_danger_only_reason_and_links_leave() -> None:
    fields = json.loads((EXAMPLES / "assigned.json").read_text())
    fields["reasons"] = ["distress", "vulnerable"]
    told = decision_notice("n-1", read_decision(json.dumps(fields).encode()), TARGETS)
    for text in (told.words, told.event.decode()):
        assert "infuriating" not in text
        assert "the refund" not in text
    assert "danger" in told.words


def answer_url(told: Notice) -> str | None:
    url: str | None = json.loads(told.event).get("answerurl")
    return url


def query(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def test_a_link_says_who_answers_what_until_a_shift_later() -> None:
    notice = told(EXAMPLES / "assigned.json")
    link = answer_url(notice)
    assert link is not None
    assert link.startswith("https://answers.example.com/mg/answer?")
    end = notice.at / 1000 + ANSWERS.valid
    asked = asked_by(ANSWERS, query(link), end)
    assert (asked.conversation_id, asked.senior_id) == ("c-9", "s-4")
    with pytest.raises(LinkError, match="too old"):
        asked_by(ANSWERS, query(link), end + 1)


@pytest.mark.parametrize("name", ["c", "s", "a", "x", "k"])
def test_a_link_of_which_something_was_changed_or_left_out_is_none(name: str) -> None:
    link = answer_url(told(EXAMPLES / "assigned.json"))
    assert link is not None
    whole = query(link)
    for changed in (whole | {name: whole[name] + "1"}, {key: value for key, value in whole.items() if key != name}):
        with pytest.raises(LinkError, match="none of ours"):
            asked_by(ANSWERS, changed, 0)


def test_nobody_is_asked_about_what_is_over_or_is_a_teams() -> None:
    assert answer_url(told(EXAMPLES / "released.json")) is None
    assert answer_url(told(EXAMPLES / "grouped.json")) is None
