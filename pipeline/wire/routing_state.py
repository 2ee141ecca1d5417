"""What ``makegood.routing-state.v1`` carries: as the state topic, a version byte, then MessagePack."""

from collections.abc import Mapping

import msgspec

from pipeline.domain.floor import Case, SeniorProfile
from pipeline.domain.floor_book import Entry
from pipeline.wire.outbound import Record
from pipeline.wire.state import CONVERSATION_KEY, VERSION, PartitionRecord, UnknownStateError, encode_partition
from pipeline.wire.topics import ROUTING_STATE

_pack = msgspec.msgpack.Encoder()
_unpack: Mapping[str, msgspec.msgpack.Decoder[Entry]] = {
    "s": msgspec.msgpack.Decoder(SeniorProfile),
    "c": msgspec.msgpack.Decoder(Case),
    "g": msgspec.msgpack.Decoder(int),
    "t": msgspec.msgpack.Decoder(int),
}
"""By the first letter of an entry's name."""


def encode_entry(name: str, entry: Entry | None) -> Record:
    """The record of an entry; a tombstone where nothing is left of it."""
    value = None if entry is None else bytes([VERSION]) + _pack.encode(entry)
    return Record(ROUTING_STATE.name, CONVERSATION_KEY + name.encode(), value, [], partition=0)


def decode_entry(name: str, value: bytes) -> Entry:
    """An entry, of this version; raises UnknownStateError."""
    if not value or value[0] != VERSION or name[:1] not in _unpack:
        raise UnknownStateError(
            f"routing state of an unknown kind or version; this program reads {VERSION}: use the makegood that wrote it"
        )
    try:
        return _unpack[name[:1]].decode(memoryview(value)[1:])
    except msgspec.DecodeError as error:
        raise UnknownStateError(f"routing state of version {value[0]} is damaged: {error}") from error


def encode_routing_mark(mark: PartitionRecord) -> Record:
    """How far the routing topic is folded."""
    record = encode_partition(mark)
    return Record(ROUTING_STATE.name, record.key, record.value, [], partition=0)
