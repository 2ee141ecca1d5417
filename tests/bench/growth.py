"""What a message costs with so many conversations open, and what each of them takes: ``python -m tests.bench.growth``.

Each number in a process of its own, without Kafka and with texts read beforehand: what is left is the fold, the
deadlines and the encoding of what is written, the part that may grow. Chats have a problem, empathy and running
deadlines; the messages go to any of them by chance.
"""

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

import msgspec
from msgspec.structs import replace

from pipeline.domain.events import Message
from pipeline.domain.partition import Codec, Partition, Stored
from pipeline.domain.rules import Rules
from pipeline.wire.codec import Decoder, Dues, decode_state, encode_outcome, encode_state, encode_state_record
from tests.bench.measured import resident
from tests.bench.messages import Writer
from tests.simulated import EMPATHY, PROBLEM, START, message
from tests.truth import READER

NUMBERS = (1_000, 10_000, 100_000, 500_000)
MESSAGES, BATCH = 20_000, 500
ROUNDS = 3


def main(numbers: Sequence[int]) -> None:
    """A line for each number; cost against the first one."""
    first = 0.0
    for number in numbers:
        command = [sys.executable, "-m", "tests.bench.growth", "one", str(number)]
        runs = [subprocess.run(command, capture_output=True, check=True).stdout.split() for _ in range(ROUNDS)]
        cost, resting, awake = (median(float(run[column]) for run in runs) for column in range(3))
        first = first or cost
        sys.stdout.write(
            f"{number:9,} open: {cost:6.1f} µs a message, {cost / first:.2f} of the first; "
            f"{resting:6.0f} bytes each at rest, {awake:6.0f} each touched since the start\n"
        )
        sys.stdout.flush()


def one(number: int) -> None:
    """Measure with so many."""
    rules = Rules()
    partition, names = Partition(rules), [f"conversation-{n:07}" for n in range(number)]
    decoder, dues = Decoder(READER.read_all), Dues(rules)
    for turn, (role, text) in enumerate((("customer", PROBLEM), ("agent", EMPATHY))):
        partition.fold(decoder.event(msgspec.json.encode(message("@", turn, START, role, text))))
    partition.commit()
    ((_, state),) = partition.states()
    due = partition.due_of("@")
    writer = Writer()
    texts = [(role, writer.text(role)) for role in ("customer", "agent") for _ in range(200)]
    spoken = [
        decoder.event(msgspec.json.encode(message("@", n, START + timedelta(seconds=1), role, text)))
        for n, (role, text) in enumerate(texts)
    ]
    gc.collect()
    before = resident(os.getpid())
    kept = (Stored(name, encode_state(replace(state, id=name)), due) for name in names)
    partition = Partition.restored(rules, partition.clock, kept, Codec(encode_state, decode_state))
    gc.collect()
    resting = (resident(os.getpid()) - before) / number
    for start in range(0, number, BATCH):
        partition.begin()
        for name in names[start : start + BATCH]:
            partition.fold(replace(spoken[0], id="m", conversation_id=name))
        partition.commit()
    gc.collect()
    awake = (resident(os.getpid()) - before) / number
    gc.freeze()
    luck = random.Random(1)
    events = []
    for n in range(MESSAGES):
        event = luck.choice(spoken)
        assert isinstance(event, Message)
        events.append(replace(event, id=f"m-{n}", conversation_id=luck.choice(names)))
    began = time.process_time()
    for start in range(0, MESSAGES, BATCH):
        partition.begin()
        for event in events[start : start + BATCH]:
            for outcome in partition.fold(event):
                encode_outcome(outcome)
        for name, changed in partition.kept().items():
            encode_state_record(name, changed, *dues.headers(partition.due_of(name), None, quarantined=False))
        partition.commit()
    cost = (time.process_time() - began) / MESSAGES * 1e6
    sys.stdout.write(f"{cost} {resting} {awake}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(int(sys.argv[2]))
    else:
        main([int(number) for number in sys.argv[1:]] or NUMBERS)
