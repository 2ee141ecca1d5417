"""What the judgement of a message costs, against VADER on the same messages: ``python -m tests.bench.reading``.

CPU time in one process. The messages are those of ``tests/conversations`` and of the demo, each once, dealt anew into
chats of twenty with 55 % customers. No round sees a text of another, so that nothing is gained by remembering; the
lines of ``tests/learning`` come first and warm up what is made on first use. Each round times both, one after the
other; a figure is the median of the rounds.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from statistics import median
from time import process_time
from typing import TypeVar

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets
from tests.bench.messages import CHAT, CUSTOMERS, Said, learned_from, written
from tests.simulated import START, message

ROUNDS = 5

T = TypeVar("T")


def main() -> None:
    """Print microseconds a message and the ratios to VADER's."""
    decoder, analyzer = Decoder(Reader(secrets).read_all), SentimentIntensityAnalyzer()
    partition = Partition(Rules())

    def judge(records: Sequence[bytes]) -> None:
        for record in records:
            partition.fold(decoder.event(record))
        partition.commit()

    def read(records: Sequence[bytes]) -> None:
        for record in records:
            decoder.event(record)

    def vader(texts: Sequence[str]) -> None:
        for text in texts:
            analyzer.polarity_scores(text)

    warm = list(_dealt(learned_from(), random.Random(1)))
    judge(_records(warm, "warm"))
    dealt = list(_dealt(written(), random.Random(2)))
    size = len(dealt) // ROUNDS // CHAT * CHAT
    rows = []
    for number in range(ROUNDS):
        some = dealt[number * size : (number + 1) * size]
        records, texts = _records(some, f"r{number}"), [text for _, text in some]
        # Decoding a record a second time reads its text a second time: what is remembered is small.
        rows.append((_cost(vader, texts), _cost(judge, records), _cost(read, records)))
    names = "polarity_scores", "judgement", "of it decoding and reading"
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        ratios = [cost / row[0] for cost, row in zip(column, rows, strict=True)]
        each = " ".join(f"{r:.2f}" for r in ratios)
        sys.stdout.write(f"{name:28}{median(column):8.1f} µs {median(ratios):6.2f} ({each})\n")
    sys.stdout.write(f"{size} messages a round, {sum(len(t) for _, t in dealt) / len(dealt):.0f} characters each\n")


def _cost(work: Callable[[Sequence[T]], None], what: Sequence[T]) -> float:
    """Microseconds for each of them."""
    start = process_time()
    work(what)
    return (process_time() - start) / len(what) * 1e6


def _dealt(said: Iterator[Said], luck: random.Random) -> Iterator[Said]:
    """Each text once, in chats of one size and one share of customers, as far as they go."""
    hands: dict[str, list[Said]] = {"customer": [], "agent": []}
    for role, text in dict.fromkeys(said):
        if role in hands and text:
            hands[role].append((role, text))
    for hand in hands.values():
        luck.shuffle(hand)
    while len(hands["customer"]) >= CUSTOMERS and len(hands["agent"]) >= CHAT - CUSTOMERS:
        roles = ["customer"] * CUSTOMERS + ["agent"] * (CHAT - CUSTOMERS)
        luck.shuffle(roles)
        yield from (hands[role].pop() for role in roles)


def _records(said: Sequence[Said], name: str) -> list[bytes]:
    """The messages as the input topic carries them, half a minute apart in each chat."""
    return [
        msgspec.json.encode(message(f"{name}-{n // CHAT}", n % CHAT, START + timedelta(seconds=n * 30), role, text))
        for n, (role, text) in enumerate(said)
    ]


if __name__ == "__main__":
    main()
