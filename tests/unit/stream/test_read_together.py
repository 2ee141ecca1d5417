"""What is read together is folded as if each record had come alone."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from aiokafka import ConsumerRecord

from pipeline.domain import conversation, partition
from pipeline.domain.conversation import Moved
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import ConversationEvent
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation
from pipeline.language.reader import Reader
from pipeline.stream import folding
from pipeline.stream.folding import fold_records, read_together
from pipeline.wire.codec import Decoder, Rejected
from tests.simulated import AGAIN, DONE, EMPATHY, PROBLEM, START, message

NOW = int(START.timestamp() * 1_000)
LINES = [("customer", PROBLEM), ("agent", EMPATHY), ("agent", AGAIN), ("customer", PROBLEM), ("agent", DONE)]


def record(name: str, offset: int, value: bytes) -> ConsumerRecord[Any, Any]:
    at = NOW + offset * 30_000
    return ConsumerRecord("chat.events.v1", 0, offset, at, 0, name.encode(), value, None, 3, len(value), ())


def said(offset: int) -> ConsumerRecord[Any, Any]:
    """A message of seven chats side by side."""
    name = f"c-{offset % 7}"
    told = message(name, offset, START + timedelta(seconds=30 * offset), *LINES[offset // 7 % len(LINES)])
    return record(name, offset, json.dumps(told).encode())


def one_by_one(records: Iterable[ConsumerRecord[Any, Any]], applied: Mapping[str, int]) -> tuple[object, ...]:
    """What comes of records that are decoded and folded each before the next is looked at."""
    fold, decoder = partition.Partition(Rules()), Decoder(Reader().read_all)
    outcomes: list[FoldOutcome] = []
    for one in records:
        try:
            event = decoder.event(one.value, one.key, one.timestamp)
            old = one.offset <= applied.get(one.key.decode(), -1)
            outcomes += fold.advance(event.at) if old else fold.fold(event)
        except Rejected:
            pass
        except partition.FoldError as error:
            outcomes += error.fired
    fold.commit()
    return outcomes, list(fold.states()), fold.clock


def test_long_texts_are_read_alone_and_short_ones_together() -> None:
    sizes = [1_000] * 33 + [40_000, 40_000, 10, 20_000, 20_000]
    together = [[len(one.value) for one in some] for some in read_together([record("c", 0, b" " * n) for n in sizes])]
    assert together == [[1_000] * 32, [1_000], [40_000], [40_000], [10, 20_000], [20_000]]
    assert list(read_together([])) == []


def test_the_same_comes_of_records_together_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [said(offset) for offset in range(70)]
    records.insert(20, record("c-1", 20, b"no event"))

    def move(before: Conversation | None, event: ConversationEvent, rules: Rules, past: int | None) -> Moved:
        if event.id in {"c-3-17", "c-0-49"}:
            raise ValueError
        return conversation.move(before, event, rules, past)

    monkeypatch.setattr(partition, "move", move)
    applied = {"c-2": 9}
    alone = one_by_one(records, applied)
    for size in (1, 2_000, 1 << 20):
        monkeypatch.setattr(folding, "READ_TOGETHER", size)
        fold = partition.Partition(Rules())
        folded = asyncio.run(fold_records(records, Decoder(Reader().read_all), fold, applied))
        assert dict(folded.dead) == {"not_json": 1, "fold_failed": 2}
        assert any(isinstance(outcome, EscalationStep) for outcome in folded.outcomes)
        fold.commit()
        assert (folded.outcomes, list(fold.states()), fold.clock) == alone
        assert folded.messages == {"customer": 28, "agent": 40}
