"""10,000 hostile records through decoding and the whole step: each is folded or buried with a reason, none stops
the others or moves their time."""

import json
from collections import Counter
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import get_args

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, Record, Rejected, encode_outcome
from pipeline.wire.masking import secrets
from pipeline.wire.received import SLACK_MS
from pipeline.wire.rejection import Why
from pipeline.wire.state import decode_state, encode_state
from tests.hostile.records import records
from tests.simulated import START, chat

SEED = 2026
NUMBER = 10_000
STAMP = int(START.timestamp() * 1000)
LARGEST = 64 << 10
"""Bytes that one record of ours may have in these tests."""


@cache
def decoder() -> Decoder:
    return Decoder(Reader(secrets).read_all, clamp_clock=True)


def test_each_is_folded_or_buried_with_a_reason_and_what_is_written_can_be_read() -> None:
    partition, told = Partition(Rules()), Counter[str]()
    for value, key in records(SEED, NUMBER):
        try:
            event = decoder().event(value, key, STAMP)
            outcomes = partition.fold(event)
        except Rejected as rejected:
            told[rejected.reason] += 1
            continue
        told[type(event).__name__] += 1
        for outcome in outcomes:
            written = encode_outcome(outcome)
            assert len(written.value or b"") < LARGEST
            json.loads(written.value or b"null")
    assert partition.quarantined == set()
    for _, state in partition.states():
        kept = encode_state(state)
        assert len(kept) < LARGEST
        assert decode_state(kept) == state
    kinds = {"Message", "Action", "StatusChange", "Feedback", "Erase", "Clock"}
    assert told.keys() <= kinds | set(get_args(Why))
    # The seed reaches what it is for.
    assert kinds <= told.keys()
    assert {"not_json", "not_utf8", "unknown_type", "missing_field", "invalid_field", "bad_time"} <= told.keys()
    assert {"missing_key", "key_mismatch"} <= told.keys()
    assert told["Message"] > NUMBER / 10


def test_a_chat_among_them_is_judged_as_if_it_were_alone() -> None:
    alone = steps_of_the_chat(hostile=0)
    assert alone
    assert steps_of_the_chat(hostile=200) == alone


def steps_of_the_chat(hostile: int) -> list[bytes]:
    """What is written about a calm chat with so many records of others before each of its own."""
    partition, out = Partition(Rules()), list[Record]()
    others = records(SEED + 1, NUMBER)
    for told in chat(2, START, "calm"):
        for value, key in islice(others, hostile):
            with suppress(Rejected):
                # Whatever time they claim, Kafka stamped them a minute before the chat began.
                partition.fold(decoder().event(value, key, STAMP - SLACK_MS))
        event = decoder().event(json.dumps(told).encode(), str(told["conversation_id"]).encode(), STAMP + 3_600_000)
        out += map(encode_outcome, partition.fold(event))
    key = str(told["conversation_id"]).encode()
    return [written.value for written in out if written.key == key and written.value is not None]
