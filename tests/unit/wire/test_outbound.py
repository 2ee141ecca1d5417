"""Outcomes become the same records each time."""

import json
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from pipeline.domain.escalation import ChatGone, ChatStatus, EscalationStep, Evidence
from pipeline.wire.codec import Record, cloud_event, encode_outcome

STEP = EscalationStep(
    escalation_id="e-1",
    conversation_id="c-ü",
    type="opened",
    reason="empathy_without_action",
    severity="warning",
    at=1_772_446_504_120,
    since=1_772_446_324_120,
    missing="the refund",
    evidence=(Evidence("m-1", 1_772_446_324_120, "agent", "empathy.apology", "so sorry"),),
    distress=0.123456,
    rules_version="default-1",
)
STATUS = ChatStatus(
    conversation_id="c-1",
    at=1_772_446_504_120,
    distress=0.0,
    owner=None,
    ball="agent",
    problem_since=1_772_446_324_120,
    gap_since=None,
    due_at=None,
    missing=None,
    at_risk=False,
    open_escalations=(),
    language_unsupported=False,
    team=None,
    queue=None,
)


def header(record: Record, name: str) -> str:
    return dict(record.headers)[name].decode()


def test_a_step_is_json_with_iso_times_and_without_what_is_absent() -> None:
    record = encode_outcome(STEP)
    assert record.topic == "makegood.escalations.v1"
    assert record.key == "c-ü".encode()
    assert json.loads(record.value or b"") == {
        "escalation_id": "e-1",
        "conversation_id": "c-ü",
        "type": "opened",
        "reason": "empathy_without_action",
        "severity": "warning",
        "at": "2026-03-02T10:15:04.120Z",
        "since": "2026-03-02T10:12:04.120Z",
        "missing": "the refund",
        "evidence": [
            {
                "message_id": "m-1",
                "at": "2026-03-02T10:12:04.120Z",
                "role": "agent",
                "cue": "empathy.apology",
                "quote": "so sorry",
            }
        ],
        "distress": 0.123,
        "rules_version": "default-1",
    }


def test_a_step_has_cloudevents_headers() -> None:
    record = encode_outcome(STEP)
    assert header(record, "ce_specversion") == "1.0"
    assert header(record, "ce_type") == "makegood.escalation.opened"
    assert header(record, "ce_source") == "makegood"
    assert header(record, "ce_time") == "2026-03-02T10:15:04.120Z"
    assert header(record, "content-type") == "application/json"


def test_the_same_step_has_the_same_id_and_another_step_another() -> None:
    first = header(encode_outcome(STEP), "ce_id")
    assert header(encode_outcome(replace(STEP)), "ce_id") == first
    assert header(encode_outcome(replace(STEP, severity="critical")), "ce_id") != first


def test_a_status_is_json_on_its_own_topic() -> None:
    record = encode_outcome(STATUS)
    assert record.topic == "makegood.status.v1"
    assert json.loads(record.value or b"") == {
        "conversation_id": "c-1",
        "at": "2026-03-02T10:15:04.120Z",
        "distress": 0.0,
        "ball": "agent",
        "problem_since": "2026-03-02T10:12:04.120Z",
        "at_risk": False,
        "open_escalations": [],
        "language_unsupported": False,
    }


def test_a_conversation_that_is_gone_leaves_a_tombstone() -> None:
    record = encode_outcome(ChatGone(conversation_id="c-1"))
    assert (record.topic, record.key, record.value) == ("makegood.status.v1", b"c-1", None)


@pytest.mark.parametrize("identity", [b"", b"c-1", "c-ü".encode(), bytes(range(256))])
def test_the_id_is_a_uuid5_of_kind_and_identity(identity: bytes) -> None:
    ids = UUID("5f2ad70c-4c0c-5d6a-9a36-0d9c7c8a2b11")
    (found,) = [value for name, value in cloud_event("chat.clock", identity, None) if name == "ce_id"]
    assert found.decode() == str(uuid5(ids, f"chat.clock/{identity.hex()}"))
