"""What a ledger does without a broker."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias, cast
from unittest.mock import Mock

import pytest
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY

from pipeline.ops.settings import Settings
from pipeline.stream.account import Account
from pipeline.stream.batch import Batch
from pipeline.stream.delivery import Delivery, Lost
from pipeline.stream.folding import Folded
from pipeline.stream.ledger import Ledger

TOPIC = "chat.events.v1"


Fold: TypeAlias = Callable[[Iterable[ConsumerRecord], Mapping[str, int]], Awaitable[Folded]]


def records(number: int) -> list[ConsumerRecord]:
    return [
        ConsumerRecord(TOPIC, 0, offset, 0, 0, b"c", b"{}", None, 1, 2, ())  # as aiokafka gives it
        for offset in range(number)
    ]


def ledger_of(fold: Fold) -> tuple[Ledger, Mock, Mock]:
    """A ledger that folds so, its account and its delivery."""
    account, delivery = Mock(spec=Account, fold=fold), Mock(spec=Delivery, mode="exactly_once")
    ledger = Ledger(0, delivery=cast(Delivery, delivery), account=cast(Account, account), settings=Settings())
    ledger.positions = {TOPIC: 0}
    return ledger, account, delivery


@pytest.mark.parametrize("topic", ["of-chats", "of-routing"])
def test_what_could_not_be_read_counts_under_its_topic_whatever_is_folded(topic: str) -> None:
    async def fold(some: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        del some, applied
        return Folded(dead=Counter(not_json=2))

    account, delivery = Mock(spec=Account, fold=fold), Mock(spec=Delivery)
    ledger = Ledger(0, delivery=cast(Delivery, delivery), account=cast(Account, account), settings=Settings())
    ledger.positions = {topic: 0}
    asyncio.run(ledger.judge(Batch(topic, records(9), 0, 9)))
    assert REGISTRY.get_sample_value("makegood_dead_letters_total", {"topic": topic, "reason": "not_json"}) == 2
    assert REGISTRY.get_sample_value("makegood_batch_records_sum", {"topic": topic}) == 9


def test_a_batch_whose_partition_is_taken_away_when_all_of_it_is_read_writes_nothing() -> None:
    async def fold(some: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        del applied
        assert len(list(some)) == 9
        await ledger.close(0, "revoked")
        return Folded()

    ledger, account, delivery = ledger_of(fold)
    with pytest.raises(Lost):
        asyncio.run(ledger.judge(Batch(TOPIC, records(9), 0, 9)))
    account.abort.assert_called_once()
    delivery.write.assert_not_called()


def test_a_batch_whose_partition_is_taken_away_is_given_up_at_once_and_writes_nothing() -> None:
    folded: list[int] = []

    async def fold(some: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        del applied
        for record in some:
            folded.append(record.offset)
            if record.offset == 2:
                await ledger.close(0, "revoked")
        return Folded()

    ledger, account, delivery = ledger_of(fold)
    with pytest.raises(Lost):
        asyncio.run(ledger.judge(Batch(TOPIC, records(9), 0, 9)))
    assert folded == [0, 1, 2]
    account.abort.assert_called_once()
    account.commit.assert_not_called()
    delivery.write.assert_not_called()
    assert ledger.positions == {TOPIC: 0}
