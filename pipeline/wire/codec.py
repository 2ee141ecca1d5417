"""Bytes and domain: what the layers above import."""

from pipeline.wire.decoder import Decoder, ReadAll, unread
from pipeline.wire.outbound import Record, cloud_event, encode_outcome
from pipeline.wire.received import LARGEST_VALUE, MISSING, Received
from pipeline.wire.rejection import Rejected, Why
from pipeline.wire.state import (
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

__all__ = [
    "CONVERSATION_KEY",
    "LARGEST_VALUE",
    "MISSING",
    "PARTITION_KEY",
    "Decoder",
    "Dues",
    "PartitionRecord",
    "ReadAll",
    "Received",
    "Record",
    "Rejected",
    "UnknownStateError",
    "Why",
    "cloud_event",
    "decode_partition",
    "decode_state",
    "encode_outcome",
    "encode_partition",
    "encode_state",
    "encode_state_record",
    "unread",
]
