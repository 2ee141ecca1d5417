"""The worker of another release: ``python -m tests.next_worker MODE worker``.

``appended``: it keeps a field more of every conversation, at the end. ``prepared``: it reads the next version of state
records too, and writes today's. ``raised``: it writes the next version. Each has a release number of its own, so that
it trusts no deadline that another one has written.
"""

import sys
from collections.abc import Mapping

import msgspec

from pipeline.cli.main import main
from pipeline.domain import state
from pipeline.wire import state as wire

NEXT = wire.VERSION + 1
_pack = msgspec.msgpack.Encoder()


class Appended(state.Conversation, frozen=True, array_like=True):  # type: ignore[misc]
    """A conversation with a field that today's program does not know."""

    mood: str = "unknown"


_appended = msgspec.msgpack.Decoder(Appended)


def decode_appended(value: memoryview) -> state.Conversation:
    """What it keeps more has its default where today's program wrote last."""
    return state.Conversation(*msgspec.structs.astuple(_appended.decode(value))[:-1])


def encode_appended(value: state.Conversation) -> bytes:
    """Today's version, with the field more."""
    return bytes([wire.VERSION]) + _pack.encode([*msgspec.structs.astuple(value), "calm"])


def decode_next(value: memoryview) -> state.Conversation:
    """The next version: the fields in a map."""
    return msgspec.convert(list(msgspec.msgpack.decode(value)["fields"]), state.Conversation)


def encode_next(value: state.Conversation) -> bytes:
    """The next version."""
    return bytes([NEXT]) + _pack.encode({"fields": value})


BOTH = {**wire._CONVERSATIONS, NEXT: decode_next}
"""The readers of a program that knows the next version and today's."""

MODES: Mapping[str, Mapping[str, object]] = {
    "appended": {"_CONVERSATIONS": {wire.VERSION: decode_appended}, "encode_state": encode_appended},
    "prepared": {"_CONVERSATIONS": BOTH},
    "raised": {"_CONVERSATIONS": BOTH, "encode_state": encode_next},
}


if __name__ == "__main__":
    mode = sys.argv[1]
    vars(wire).update(MODES[mode], version=lambda _: mode)
    main(sys.argv[2:])
