"""What the state topic carries: a version byte, then MessagePack. Written by us, read only by us."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from pipeline.domain.conversation import Conversation
from pipeline.wire.outbound import Record
from pipeline.wire.topics import STATE

VERSION = 1
"""Raise it when the layout of what is kept changes, and keep a reader of the one before."""

PARTITION_KEY = b"p"
CONVERSATION_KEY = b"c"
"""Stands before the conversation id, so that no id can be taken for :data:`PARTITION_KEY`."""

_T = TypeVar("_T")
_pack = msgspec.msgpack.Encoder()


class UnknownStateError(ValueError):
    """A state record of a version that this program does not know, or damaged."""


class PartitionRecord(Struct, frozen=True, array_like=True):
    """How far a partition has been folded."""

    positions: dict[str, int]
    """Next offset to be read, by input topic."""
    clock: int
    """The partition's time, ms."""


def encode_state_record(conversation_id: str, state: Conversation | None) -> Record:
    """The record of a conversation's state; a tombstone where nothing is left of it."""
    value = None if state is None else encode_state(state)
    return Record(STATE.name, CONVERSATION_KEY + conversation_id.encode(), value, [])


def encode_state(state: Conversation) -> bytes:
    """A conversation's state, in this version."""
    return bytes([VERSION]) + _pack.encode(state)


def decode_state(value: bytes) -> Conversation:
    """A conversation's state, of this version or the one before; raises UnknownStateError."""
    return _decode(value, _CONVERSATIONS)


def encode_partition(record: PartitionRecord) -> Record:
    """The record that says how far the partition is, in this version."""
    return Record(STATE.name, PARTITION_KEY, bytes([VERSION]) + _pack.encode(record), [])


def decode_partition(value: bytes) -> PartitionRecord:
    """The partition record, of this version or the one before; raises UnknownStateError."""
    return _decode(value, _PARTITIONS)


# Version -> reader. The one before this has none yet.
_CONVERSATIONS: Mapping[int, Callable[[memoryview], Conversation]] = {
    VERSION: msgspec.msgpack.Decoder(Conversation).decode
}
_PARTITIONS: Mapping[int, Callable[[memoryview], PartitionRecord]] = {
    VERSION: msgspec.msgpack.Decoder(PartitionRecord).decode
}


def _decode(value: bytes, readers: Mapping[int, Callable[[memoryview], _T]]) -> _T:
    reader = readers.get(value[0]) if value else None
    if reader is None:
        version = value[0] if value else "none"
        raise UnknownStateError(
            f"state record of version {version}; this program reads {sorted(readers)}: use the makegood that wrote it"
        )
    try:
        return reader(memoryview(value)[1:])
    except msgspec.DecodeError as error:
        raise UnknownStateError(f"state record of version {value[0]} is damaged: {error}") from error
