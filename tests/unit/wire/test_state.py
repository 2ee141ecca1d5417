"""What the state topic carries comes back as it was."""

import pytest

from pipeline.wire.codec import (
    CONVERSATION_KEY,
    PARTITION_KEY,
    PartitionRecord,
    UnknownStateError,
    decode_partition,
    decode_state,
    encode_partition,
    encode_state_record,
)


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
