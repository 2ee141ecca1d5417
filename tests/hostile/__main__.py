"""What one hostile message costs, as a multiple of a plain one, in the same run: ``python -m tests.hostile``.

The whole way of a record: decoded, read, folded, what it causes encoded, its state too.
CPU time; medians of a few repetitions.
"""

import json
import sys
import time
from statistics import median

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, encode_outcome
from pipeline.wire.masking import secrets
from pipeline.wire.received import LARGEST_VALUE
from pipeline.wire.state import encode_state
from tests.hostile.shapes import SHAPES, text

PLAIN = (
    "My parcel was due on Tuesday and it still hasn't arrived, could you tell me where it is?",
    "I'm so sorry about that, let me check with the courier and I'll be right back with you.",
)
SIZES = (200, 4_000, 200_000)
TIMES = 5
ENVELOPE = 1_024
"""Bytes of a record beside its text."""


class Way:
    """The way of a record through the judgement, without Kafka."""

    def __init__(self) -> None:
        self._decoder = Decoder(Reader(secrets).read_all)
        self._partition = Partition(Rules())
        self._number = 0

    def seconds(self, words: str, role: str) -> float:
        """How long one message takes, in a conversation that has begun."""
        taken = []
        for _ in range(TIMES):
            self._number += 1
            event = {
                "id": f"m-{self._number}",
                "conversation_id": "c-1",
                "at": "2026-03-02T10:00:00Z",
                "author": {"role": role, "id": role},
                "text": words,
            }
            value = json.dumps(event, ensure_ascii=False).encode()
            before = time.process_time()
            for outcome in self._partition.fold(self._decoder.event(value)):
                encode_outcome(outcome)
            state = self._partition.state("c-1")
            assert state is not None
            encode_state(state)
            taken.append(time.process_time() - before)
        return median(taken)


def main() -> None:
    way = Way()
    for words, role in zip(PLAIN, ("customer", "agent"), strict=True):
        way.seconds(words, role)
    plain = median(way.seconds(words, role) for words, role in zip(PLAIN, ("customer", "agent"), strict=True))
    sys.stdout.write(f"a plain message: {plain * 1e3:.2f} ms\n")
    sys.stdout.write(
        f"{'shape':28}" + "".join(f"{size:>12,}" for size in SIZES) + "   characters, times a plain message\n"
    )
    for shape in SHAPES:
        costs = []
        for size in SIZES:
            words = text(shape, size)
            while len(json.dumps(words, ensure_ascii=False).encode()) > LARGEST_VALUE - ENVELOPE:
                words = words[: len(words) // 2]
            costs.append(max(way.seconds(words, role) for role in ("customer", "agent")) / plain)
        sys.stdout.write(f"{shape:28}" + "".join(f"{cost:12.1f}" for cost in costs) + "\n")


if __name__ == "__main__":
    main()
