"""Bytes and domain: what the layers above import."""

from pipeline.wire.decoder import LARGEST_VALUE, MISSING, Decoder
from pipeline.wire.outbound import Record, cloud_event, encode_outcome
from pipeline.wire.rejection import Rejected, Why
from pipeline.wire.state import (
    PARTITION_KEY,
    PartitionRecord,
    UnknownStateError,
    conversation_of,
    decode_partition,
    decode_state,
    encode_partition,
    encode_state,
    state_key,
)

__all__ = [
    "LARGEST_VALUE",
    "MISSING",
    "PARTITION_KEY",
    "Decoder",
    "PartitionRecord",
    "Record",
    "Rejected",
    "UnknownStateError",
    "Why",
    "cloud_event",
    "conversation_of",
    "decode_partition",
    "decode_state",
    "encode_outcome",
    "encode_partition",
    "encode_state",
    "state_key",
]
