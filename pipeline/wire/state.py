"""What the state topic carries: a version byte, then MessagePack. Written by us, read only by us.

Fields are appended, never moved: a program that does not know them skips them, and one that misses them takes their
defaults. So programs of different ages may take partitions from each other, forth and back. Where that is not enough
the version is raised, in two releases: one that reads the next version, then one that writes it.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from typing import TypeVar

import msgspec
from msgspec import Struct

from pipeline.domain.conversation import Conversation, next_due
from pipeline.domain.partition import Stored
from pipeline.domain.risk import Risk, risk_of
from pipeline.domain.rules import Rules
from pipeline.wire.outbound import Record
from pipeline.wire.topics import STATE

VERSION = 1
"""What is written: the version of which a reader must be, to make sense of it. Appended fields do not raise it."""

PARTITION_KEY = b"p"
CONVERSATION_KEY = b"c"
"""Stands before the conversation id, so that no id can be taken for :data:`PARTITION_KEY`."""

_T = TypeVar("_T")
_pack = msgspec.msgpack.Encoder()
_unpack_risk = msgspec.msgpack.Decoder(Risk).decode
_AT = struct.Struct(">q")


class UnknownStateError(ValueError):
    """A state record of a version that this program does not know, or damaged."""


class PartitionRecord(Struct, frozen=True, array_like=True):
    """How far a partition has been folded."""

    positions: dict[str, int]
    """Next offset to be read, by input topic."""
    clock: int
    """The partition's time, ms."""


class Dues:
    """The headers of a state record: when the conversation has something to fire next, and whether it is at risk.

    A worker that takes a partition over builds its deadlines and its gauges from them, and decodes no state before it
    is touched. Under other rules, or by another program, they may say something else: then they are computed anew.
    """

    NAME = "due"
    RISK = "risk"
    _LAYOUT = struct.Struct(">q8s")
    _NONE, _QUARANTINED = -1, -2

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._edition = _edition(rules)

    def header(self, due: int | None, *, quarantined: bool) -> tuple[str, bytes]:
        """The header; ``due`` in ms."""
        at = self._QUARANTINED if quarantined else self._NONE if due is None else due
        return self.NAME, self._LAYOUT.pack(at, self._edition)

    def headers(self, due: int | None, risk: Risk | None, *, quarantined: bool) -> tuple[tuple[str, bytes], ...]:
        """All headers of a state; that of a risk only where there is one."""
        told = self.header(due, quarantined=quarantined)
        return (told,) if risk is None else (told, (self.RISK, _pack.encode(risk)))

    def stored(self, name: str, state: bytes, headers: Sequence[tuple[str, bytes]]) -> Stored:
        """What a partition needs of a record; raises UnknownStateError where this program cannot read it."""
        if not state or state[0] not in _CONVERSATIONS:
            decode_state(state)
        told = dict(headers)
        due = told.get(self.NAME, b"")
        if due[8:] == self._edition:
            (at,) = _AT.unpack_from(due)
            risk = _unpack_risk(told[self.RISK]) if self.RISK in told else None
            return Stored(name, state, None if at < 0 else at, at == self._QUARANTINED, risk)
        kept = decode_state(state)
        return Stored(name, state, next_due(kept, self._rules), risk=risk_of(kept, self._rules))


def _edition(rules: Rules) -> bytes:
    # Templates have a say in what is escalated, none in when.
    told = [repr(getattr(rules, name)) for name in rules.__struct_fields__ if name != "templates"]
    return blake2b(_pack.encode([*told, Risk._fields, version("makegood")]), digest_size=8).digest()


def encode_state_record(conversation_id: str, state: bytes | None, *headers: tuple[str, bytes]) -> Record:
    """The record of a conversation's encoded state; a tombstone where nothing is left of it."""
    key = CONVERSATION_KEY + conversation_id.encode()
    return Record(STATE.name, key, state, [] if state is None else list(headers))


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
