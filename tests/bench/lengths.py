"""What the judgement of a message costs by its length: ``python -m tests.bench.lengths``.

CPU time in one process, decoding, reading and folding. Texts of one length are put together from sentences of the
benchmark's; beside each stands ``polarity_scores`` on the same texts, whose cost grows with the square of their length.
"""

import random
import sys
from collections.abc import Callable, Sequence
from time import process_time
from typing import TypeVar

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.wire.codec import Decoder
from tests.bench.messages import CHAT, CUSTOMERS, Writer
from tests.simulated import START, message
from tests.truth import READER

LENGTHS = (20, 200, 2_000, 20_000)
CHARACTERS = 400_000
"""Of each length together, but no more texts than :data:`MOST`."""
MOST = 2_000

T = TypeVar("T")


def main() -> None:
    """A line for each length."""
    writer, luck = Writer(), random.Random(1)
    analyzer, decoder, partition = SentimentIntensityAnalyzer(), Decoder(READER.read_all), Partition(Rules())

    def judge(records: Sequence[bytes]) -> None:
        for record in records:
            partition.fold(decoder.event(record))
        partition.commit()

    def vader(texts: Sequence[str]) -> None:
        for text in texts:
            analyzer.polarity_scores(text)

    judge(_records([("customer", writer.text("customer")) for _ in range(MOST)], "warm"))
    for length in LENGTHS:
        roles = ["customer" if luck.random() < CUSTOMERS / CHAT else "agent" for _ in range(_number(length))]
        said = [(role, _text(writer, role, length)) for role in roles]
        plain = _cost(vader, [text for _, text in said])
        whole = _cost(judge, _records(said, str(length)))
        sys.stdout.write(
            f"{length:6,} characters: {whole:8,.0f} µs a message, {whole / length:6.2f} a character; "
            f"polarity_scores {plain:10,.0f} µs\n"
        )
        sys.stdout.flush()


def _number(length: int) -> int:
    return min(MOST, max(CHAT, CHARACTERS // length))


def _text(writer: Writer, role: str, length: int) -> str:
    text = writer.text(role)
    while len(text) < length:
        text += f" {writer.text(role)}"
    return text[:length]


def _records(said: Sequence[tuple[str, str]], name: str) -> list[bytes]:
    return [
        msgspec.json.encode(message(f"{name}-{n // CHAT}", n, START, role, text)) for n, (role, text) in enumerate(said)
    ]


def _cost(work: Callable[[Sequence[T]], None], what: Sequence[T]) -> float:
    """Microseconds for each of them."""
    start = process_time()
    work(what)
    return (process_time() - start) / len(what) * 1e6


if __name__ == "__main__":
    main()
