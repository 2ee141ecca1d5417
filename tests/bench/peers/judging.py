"""The same judgement for everybody: an event in, outcomes out, the state as the bytes that the worker keeps."""

import os
from collections.abc import Sequence

from pipeline.domain.conversation import step
from pipeline.domain.events import Clock
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, decode_state, encode_outcome, encode_state
from pipeline.wire.masking import secrets
from tests.bench.measured import Stopwatch

BROKER = os.environ.get("BENCH_BROKER", "")
FOLDER = os.environ.get("BENCH_FOLDER", "")
"""For what a peer keeps on disk."""
OUTCOMES = "peer.outcomes"
WATCH = Stopwatch(int(os.environ.get("BENCH_MESSAGES", "0")))

_decoder = Decoder(Reader(secrets).read_all)
_rules = Rules()


def judged(value: bytes, key: bytes, timestamp: int, kept: bytes | None) -> tuple[bytes | None, Sequence[bytes]]:
    """The state after an event and the values to be written. No peer has deadlines: only ``step`` is called."""
    event = _decoder.event(value, key, timestamp)
    assert not isinstance(event, Clock)
    state, outcomes = step(decode_state(kept) if kept else None, event, _rules)
    written = [record.value for record in map(encode_outcome, outcomes) if record.value]
    return None if state is None else encode_state(state), written
