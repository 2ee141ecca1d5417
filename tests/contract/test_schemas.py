"""Schemas, examples and code say the same."""

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from pipeline.domain.escalation import ChatStatus, EscalationStep, Reason, StepType, Why
from pipeline.domain.floor import AnswerType, Decision, DecisionType, DecisionWhy
from pipeline.wire.codec import Decoder, Rejected, unread
from pipeline.wire.rejection import Why as Rejection
from pipeline.wire.routing import encode_decision, read_decision, read_routing
from pipeline.wire.topics import TOPICS, Topic

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = sorted((SCHEMAS / "examples").glob("*/*/*.json"))
ROUTING = [path for path in EXAMPLES if path.parts[-3] == TOPICS.routing.name]
ASSIGNMENTS = [path for path in EXAMPLES if path.parts[-3:-1] == (TOPICS.assignments.name, "valid")]
EVENTS = [path for path in EXAMPLES if path.parts[-3] == TOPICS.events.name]


SPOKEN = (TOPICS.events, TOPICS.escalations, TOPICS.status, TOPICS.dlq, TOPICS.routing, TOPICS.assignments)


def schema(topic: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{topic}.schema.json").read_text())
    return found


def accepted_by_schema(topic: str, example: object) -> bool:
    validator = jsonschema.Draft202012Validator(
        schema(topic), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return validator.is_valid(example)


def accepted_by_decoder(value: bytes) -> bool:
    try:
        Decoder(unread).event(value)
    except Rejected:
        return False
    return True


def named(path: Path) -> str:
    return "/".join(path.parts[-3:])


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_the_schema_tells_valid_examples_from_invalid_ones(path: Path) -> None:
    topic, kind, _ = path.parts[-3:]
    assert accepted_by_schema(topic, json.loads(path.read_text())) == (kind == "valid")


@pytest.mark.parametrize("path", EVENTS, ids=named)
def test_the_decoder_agrees_with_the_schema(path: Path) -> None:
    assert accepted_by_decoder(path.read_bytes()) == (path.parts[-2] == "valid")


@pytest.mark.parametrize("path", ROUTING, ids=named)
def test_the_routing_decoder_agrees_with_the_schema(path: Path) -> None:
    if path.parts[-2] == "valid":
        read_routing(path.read_bytes())
    else:
        with pytest.raises(Rejected):
            read_routing(path.read_bytes())


@pytest.mark.parametrize("path", ASSIGNMENTS, ids=named)
def test_a_decision_reads_back_as_it_was_written(path: Path) -> None:
    decision = read_decision(path.read_bytes())
    assert json.loads(encode_decision(decision).value or b"") == json.loads(path.read_text())


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.schema.json")), ids=lambda path: path.name)
def test_a_schema_is_a_schema(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


@pytest.mark.parametrize("topic", SPOKEN, ids=lambda t: t.name)
def test_a_topic_has_its_schema_and_examples_of_both_kinds(topic: Topic) -> None:
    assert topic.schema == f"{topic.name}.schema.json"
    assert (SCHEMAS / topic.schema).exists()
    kinds = {path.parts[-2] for path in EXAMPLES if path.parts[-3] == topic.name}
    assert kinds == {"valid", "invalid"}


def test_dead_letters_and_states_may_be_64_kb_larger_than_events() -> None:
    for topic in (TOPICS.dlq, TOPICS.state):
        assert topic.max_message_bytes == TOPICS.events.max_message_bytes + 65_536


def test_the_schemas_list_what_the_code_lists() -> None:
    step = schema(TOPICS.escalations.name)["properties"]
    assert set(step) == set(EscalationStep.__struct_fields__) - {"partition"}, "told to routing, in a header"
    assert set(step["reason"]["enum"]) == set(get_args(Reason))
    assert set(step["type"]["enum"]) == set(get_args(StepType))
    assert set(step["why"]["enum"]) == set(get_args(Why))
    decision = schema(TOPICS.assignments.name)["properties"]
    assert set(decision) == set(Decision.__struct_fields__)
    assert set(decision["type"]["enum"]) == set(get_args(DecisionType))
    assert set(decision["why"]["enum"]) == set(get_args(DecisionWhy))
    answer = schema(TOPICS.routing.name)["$defs"]["answer"]["properties"]
    assert set(answer["answer"]["enum"]) == set(get_args(AnswerType))
    assert set(schema(TOPICS.status.name)["properties"]) == set(ChatStatus.__struct_fields__)
    assert set(schema(TOPICS.dlq.name)["properties"]["makegood-reason"]["enum"]) == set(get_args(Rejection))


def test_what_is_rejected_is_told_without_its_text() -> None:
    for path in EVENTS:
        if path.parts[-2] == "invalid":
            with pytest.raises(Rejected) as rejected:
                Decoder(unread).event(path.read_bytes())
            told = msgspec.json.decode(path.read_bytes())
            text = told.get("text") if isinstance(told, dict) else None
            assert not isinstance(text, str) or text not in str(rejected.value)
            assert "\n" not in str(rejected.value)
