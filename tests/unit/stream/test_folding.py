"""How late a record may count."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from aiokafka import ConsumerRecord

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.stream.folding import fold_records
from pipeline.wire.codec import Decoder, unread
from tests.simulated import PROBLEM, START, message

NOW = int(START.timestamp() * 1_000)
HOUR = 3_600_000


def record(offset: int, at: int, role: str, stamp: int) -> ConsumerRecord[Any, Any]:
    moment = START + timedelta(milliseconds=at - NOW)
    value = json.dumps(message("c-1", offset, moment, role, PROBLEM)).encode()
    return ConsumerRecord("chat.events.v1", 0, offset, stamp, 0, b"c-1", value, None, 3, len(value), ())


def clock_after(now: Callable[[], int] | None) -> int:
    partition = Partition(Rules())
    ahead = [record(0, NOW, "customer", NOW), record(1, NOW + HOUR, "agent", NOW + HOUR)]
    asyncio.run(fold_records(ahead, Decoder(unread), partition, {}, now))
    return partition.clock


def test_where_real_time_counts_a_producer_an_hour_ahead_moves_no_clock_further_than_a_minute() -> None:
    assert clock_after(lambda: NOW) == NOW + 60_000


def test_where_real_time_counts_a_record_without_a_time_stamp_is_held_to_it_too() -> None:
    partition = Partition(Rules())
    ahead = [record(0, NOW, "customer", -1), record(1, NOW + HOUR, "agent", -1)]
    asyncio.run(fold_records(ahead, Decoder(unread), partition, {}, lambda: NOW))
    assert partition.clock == NOW + 60_000


def test_where_the_log_counts_its_time_stamps_are_believed() -> None:
    assert clock_after(None) == NOW + HOUR
