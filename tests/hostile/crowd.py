"""A million conversations of one message each, in one partition: ``python -m tests.hostile.crowd [NUMBER]``.

The whole way of a record without Kafka: decoded, read, folded, its state and what it causes encoded, batches of 500.
A tenth of a second lies between messages, so that deadlines fire in between. CPU time by tenths of the run, and memory.
"""

import os
import sys
import time
from datetime import timedelta

import msgspec

from pipeline.domain.partition import Codec, Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, Dues, decode_state, encode_outcome, encode_state, encode_state_record
from pipeline.wire.masking import secrets
from tests.bench.measured import resident
from tests.hostile.__main__ import PLAIN
from tests.simulated import START, message

NUMBER, BATCH, PARTS = 1_000_000, 500, 10


def main(number: int) -> None:
    """Print microseconds a record, tenth by tenth, and bytes a conversation."""
    rules = Rules()
    dues, decoder = Dues(rules), Decoder(Reader(secrets).read_all)
    partition = Partition.restored(rules, 0, (), Codec(encode_state, decode_state))
    before, outcomes = resident(os.getpid()), 0
    for part in range(PARTS):
        begun = time.process_time()
        for start in range(part * number // PARTS, (part + 1) * number // PARTS, BATCH):
            partition.begin()
            for n in range(start, start + BATCH):
                said = message(f"c-{n:08}", 0, START + timedelta(seconds=n / 10), "customer", PLAIN[0])
                for outcome in partition.fold(decoder.event(msgspec.json.encode(said))):
                    encode_outcome(outcome)
                    outcomes += 1
            for name, state in partition.kept().items():
                encode_state_record(name, state, *dues.headers(partition.due_of(name), None, quarantined=False))
            partition.commit()
        cost = (time.process_time() - begun) / (number / PARTS) * 1e6
        each = (resident(os.getpid()) - before) / max(1, len(partition))
        sys.stdout.write(
            f"{(part + 1) * number // PARTS:9,} conversations: {cost:6.0f} µs a record, {outcomes:9,} outcomes, "
            f"{len(partition):9,} remembered, {each:6.0f} bytes each\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
