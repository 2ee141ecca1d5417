"""What the state topic carries: a version byte, then MessagePack. Written by us, read only by us."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from pipeline.domain.conversation import Conversation

VERSION = 1
"""Raise it when the layout of what is kept changes, and keep a reader of the one before."""

PARTITION_KEY = b"p"
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


def state_key(conversation_id: str) -> bytes:
    """The key of a conversation's record; never equal to :data:`PARTITION_KEY`."""
    return b"c" + conversation_id.encode()


def conversation_of(key: bytes) -> str:
    """The other way round."""
    return key[1:].decode()


def encode_state(state: Conversation) -> bytes:
    """A conversation's state, in this version."""
    return bytes([VERSION]) + _pack.encode(state)


def decode_state(value: bytes) -> Conversation:
    """A conversation's state, of this version or the one before; raises UnknownStateError."""
    return _decode(value, _CONVERSATIONS)


def encode_partition(record: PartitionRecord) -> bytes:
    """The partition record, in this version."""
    return bytes([VERSION]) + _pack.encode(record)


def decode_partition(value: bytes) -> PartitionRecord:
    """The partition record, of this version or the one before; raises UnknownStateError."""
    return _decode(value, _PARTITIONS)


# Version -> reader. The one before this has none yet.
_CONVERSATIONS: Mapping[int, Callable[[bytes], Conversation]] = {VERSION: msgspec.msgpack.Decoder(Conversation).decode}
_PARTITIONS: Mapping[int, Callable[[bytes], PartitionRecord]] = {
    VERSION: msgspec.msgpack.Decoder(PartitionRecord).decode
}


def _decode(value: bytes, readers: Mapping[int, Callable[[Any], _T]]) -> _T:
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
