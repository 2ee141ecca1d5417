"""What labelled lines are held against."""

import json
from typing import Any

import pytest

from pipeline.domain.rules import Rules
from pipeline.domain.templates import Templates
from pipeline.language.reader import Reader
from pipeline.learning.labelled import Judge, LabelError
from pipeline.learning.measures import Judged

READER = Reader()


def judged(line: dict[str, Any], rules: Rules | None = None) -> dict[str, Judged]:
    return dict(Judge(READER, rules or Rules()).judged(json.dumps(line).encode(), 7))


def test_a_customers_message_is_judged_for_distress() -> None:
    found = judged({"role": "customer", "text": "This is a disgrace, I'm furious!!", "labels": {"distress": True}})
    assert found["distress"].decided
    assert found["distress"].truth


def test_an_agents_message_is_decided_by_its_cues_and_ranked_by_its_grades() -> None:
    labels = {"empathy": False, "resolving": True}
    found = judged({"role": "agent", "text": "I've refunded the second payment.", "labels": labels})
    assert (found["resolving"].decided, found["empathy"].decided) == (True, False)
    assert (found["resolving"].score or 0) > (found["empathy"].score or 0)


def test_a_label_may_name_a_cue_or_the_beginning_of_one_or_several() -> None:
    labels = {"deferral": True, "promise|deferral": True, "promise": False}
    found = judged({"role": "agent", "text": "Please DM us your details.", "labels": labels})
    assert [found[name].decided for name in labels] == [True, True, False]
    assert found["deferral"].score is None


@pytest.mark.parametrize("label", [*sorted(READER.cues), "prom", "threat.", "request.question|problem.learned"])
def test_each_cue_is_a_label(label: str) -> None:
    assert label in judged({"role": "agent", "text": "Hello", "labels": {label: False}})


def test_lines_of_one_conversation_are_drawn_together_others_by_themselves() -> None:
    line = {"role": "customer", "text": "Hello", "labels": {"distress": False}}
    assert judged(line)["distress"].conversation == "line 7"
    assert judged(line | {"conversation_id": "c-1"})["distress"].conversation == "c-1"


def test_a_named_set_has_figures_of_its_own() -> None:
    line = {"role": "customer", "text": "Hello", "labels": {"distress": False}, "name": "ours"}
    assert set(judged(line)) == {"ours distress"}


def message(number: int, second: int, role: str, text: str) -> dict[str, Any]:
    at = f"2026-03-02T10:{second // 60:02}:{second % 60:02}Z"
    return {"id": f"m-{number}", "conversation_id": "c-1", "at": at, "author": {"role": role}, "text": text}


GAP = [
    message(1, 0, "customer", "I was charged twice for one order."),
    message(2, 20, "agent", "I'm so sorry, I completely understand how frustrating that is."),
    message(3, 500, "agent", "I've refunded the second payment."),
]


def test_a_conversation_is_folded_until_nothing_is_due() -> None:
    found = judged({"conversation_id": "c-1", "events": GAP, "labels": {"escalation": True}})["escalation"]
    assert found.decided
    assert 0 < (found.score or 0) < 1
    quiet = judged({"conversation_id": "c-1", "events": GAP[:1] + GAP[2:], "labels": {"escalation": False}})
    line = {"conversation_id": "c-1", "events": GAP, "reason": "vulnerable", "labels": {"escalation": False}}
    assert judged(line)["escalation"].decided is False
    assert quiet["escalation"].conversation == "c-1"


def test_an_escalation_that_happened_is_a_decision_with_the_score_it_had() -> None:
    line = {"conversation_id": "c-1", "reason": "distress", "score": 0.7, "labels": {"escalation": False}}
    found = judged(line)["escalation"]
    assert (found.decided, found.truth, found.score) == (True, False, 0.7)


def test_canned_goes_by_the_templates_of_the_rules() -> None:
    text = "We understand how important this is and apologise for any inconvenience this may have caused."
    sketch = READER.read(text, "agent").sketch
    line = {"role": "agent", "text": text, "labels": {"canned": True}}
    assert judged(line, Rules(templates=Templates([sketch])))["canned"].score == 1.0
    with pytest.raises(LabelError, match="makegood learn"):
        judged(line)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"role": "agent", "text": "x", "labels": {"distress": True}}, "role 'agent'"),
        ({"text": "x", "labels": {"distress": True}}, "`role`"),
        ({"role": "customer", "labels": {"distress": True}}, "`text`"),
        ({"role": "customer", "text": None, "labels": {"distress": True}}, "`text`"),
        ({"role": "agent", "text": "x", "labels": {"action.dnoe": True}}, "begins with 'action.dnoe'; .* action.done"),
        ({"role": "agent", "text": "x", "labels": {"deferral|bogus.cue": True}}, "begins with 'bogus.cue'$"),
        ({"role": "agent", "text": "x", "labels": {"promise|": True}}, "begins with ''"),
        ({"role": "agent", "text": "x", "labels": {"emphaty": True}}, "perhaps empathy"),
        ({"conversation_id": "c-1", "labels": {"escalation": True}}, "`events`"),
        ({"conversation_id": "c-1", "events": [{"id": "e"}], "labels": {"escalation": True}}, "event"),
        ({"role": "agent", "text": "x"}, "labels"),
        ({"role": "agent", "text": "x", "labels": {"empathy": "yes"}}, "bool"),
    ],
)
def test_what_cannot_be_judged_says_why(line: dict[str, Any], why: str) -> None:
    with pytest.raises(LabelError, match=why):
        judged(line)


@pytest.mark.parametrize("fails", ["move", "age"])
def test_a_conversation_that_cannot_be_folded_says_so(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(f"pipeline.domain.partition.{fails}", fail)
    with pytest.raises(LabelError, match="under these rules"):
        judged({"conversation_id": "c-1", "events": GAP, "labels": {"escalation": True}})


def test_bytes_that_are_no_utf_8_are_told_in_words() -> None:
    with pytest.raises(LabelError, match="its bytes are no UTF-8; save the file as UTF-8"):
        Judge(READER, Rules()).judged(b'{"role": "agent", "text": "Gr\xfc\xdfe", "labels": {"empathy": true}}', 1)
