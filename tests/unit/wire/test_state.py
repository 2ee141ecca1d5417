"""What the state topic carries comes back as it was."""

import pytest

from pipeline.domain.conversation import Conversation, next_due
from pipeline.domain.escalation import Evidence
from pipeline.domain.facts import Place
from pipeline.domain.partition import Stored
from pipeline.domain.risk import OpenNow, Risk, risk_of
from pipeline.domain.rules import Rules
from pipeline.domain.state import Gap, Open
from pipeline.wire.codec import (
    CONVERSATION_KEY,
    PARTITION_KEY,
    Dues,
    PartitionRecord,
    UnknownStateError,
    decode_partition,
    decode_state,
    encode_partition,
    encode_state,
    encode_state_record,
)

STATE = Conversation("c-1", last_at=1_772_446_504_120)


def test_the_partition_record_comes_back() -> None:
    mark = PartitionRecord(positions={"chat.events.v1": 17, "other": 2}, clock=1_772_446_504_120)
    record = encode_partition(mark)
    assert (record.topic, record.key) == ("makegood.state.v1", PARTITION_KEY)
    assert decode_partition(record.value or b"") == mark


def test_no_conversation_id_is_taken_for_the_partition() -> None:
    assert encode_state_record(PARTITION_KEY.decode(), None).key == CONVERSATION_KEY + PARTITION_KEY


def test_a_forgotten_conversation_is_a_tombstone() -> None:
    assert encode_state_record("c-1", None).value is None


@pytest.mark.parametrize("value", [b"", b"\xff\x90", b"\x01\xc1", b"\x01"])
def test_an_unknown_version_or_damage_is_an_error_that_says_so(value: bytes) -> None:
    with pytest.raises(UnknownStateError, match="version"):
        decode_state(value)


def stored(rules: Rules, header: tuple[str, bytes]) -> Stored:
    return Dues(rules).stored("c-1", encode_state(STATE), [header])


def test_a_deadline_is_known_without_decoding_the_state() -> None:
    header = Dues(Rules()).header(17, quarantined=False)
    damaged = bytes([encode_state(STATE)[0]])
    assert Dues(Rules()).stored("c-1", damaged, [header]).due == 17


def test_no_deadline_and_quarantine_come_back() -> None:
    none = stored(Rules(), Dues(Rules()).header(None, quarantined=False))
    assert (none.due, none.quarantined) == (None, False)
    held = stored(Rules(), Dues(Rules()).header(17, quarantined=True))
    assert (held.due, held.quarantined) == (None, True)


def test_under_other_rules_the_deadline_is_computed_anew() -> None:
    patient = Rules(ended_after_silence=999_999.0)
    header = Dues(Rules()).header(17, quarantined=False)
    assert stored(patient, header).due == next_due(STATE, patient) != next_due(STATE, Rules())


def test_an_unknown_version_is_told_before_anything_is_judged() -> None:
    with pytest.raises(UnknownStateError, match="version 255"):
        Dues(Rules()).stored("c-1", b"\xff\x90", [])


EVIDENCE = Evidence("m", 1, "agent", "empathy.apology", "so sorry")
AT_RISK = Conversation(
    "c",
    team="emea",
    gap=Gap(1, EVIDENCE, EVIDENCE, EVIDENCE),
    escalations=(Open("distress", "e-1", 1, 7, "warning", "critical", (EVIDENCE,), acknowledged=True),),
)
RISK = Risk(Place("emea"), distressed=False, open=(OpenNow("distress", "critical", 7, acknowledged=True),))


def at_risk(rules: Rules) -> Stored:
    """A conversation at risk, as the next worker reads it; the header is of the default rules."""
    headers = Dues(Rules()).headers(5, risk_of(AT_RISK, Rules()), quarantined=False)
    return Dues(rules).stored("c", encode_state(AT_RISK), headers)


def test_a_risk_is_told_beside_the_state() -> None:
    assert at_risk(Rules()).risk == RISK


def test_under_other_rules_a_risk_is_found_anew() -> None:
    assert at_risk(Rules(gap_wait=7.0)).risk == RISK
