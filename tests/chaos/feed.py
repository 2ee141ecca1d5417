"""The load under which things break: endless chats, with what producers get wrong. The same seed, the same events."""

import heapq
import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count, islice
from random import Random
from threading import Event, Thread
from typing import Any, TypeAlias
from zlib import crc32

from kafka import KafkaProducer
from kafka.errors import KafkaError

from pipeline.wire.topics import EVENTS
from tests.simulated import START, chat

PACE = 0.1
"""Seconds between two portions."""
PORTION = 20
"""Events at a time: some 200 a second, so that something is under way whenever something breaks."""
TRANSACTIONAL, ABORTED = 0.2, 0.3
"""Share of portions that come from a transactional producer; of these, how many it aborts first and sends again."""
REDELIVERED, HELD_BACK, JUNK = 0.05, 0.03, 0.005
"""Share of events that come twice; that come late, by up to some minutes; that are no events."""
HUNG = 20.0
"""Seconds without a portion after which a producer is taken to hang."""
MEMORY = 300
"""How far back a redelivered event lies at most, in events."""

Written: TypeAlias = tuple[int, bytes | None, bytes | None]
"""Partition, key, value."""


def events(random: Random, start: datetime = START) -> Iterator[Mapping[str, Any]]:
    """Chats that begin three seconds apart, for ever, in the order of time but for what is held back."""
    waiting: list[tuple[datetime, int, Mapping[str, Any]]] = []
    order = count()
    for number in count():
        begins = start + number * timedelta(seconds=3)
        while waiting and waiting[0][0] < begins:
            yield heapq.heappop(waiting)[2]
        for event in chat(number, begins):
            comes = datetime.fromisoformat(event["at"])
            if random.random() < HELD_BACK:
                comes += timedelta(seconds=random.randrange(1, 300))
            heapq.heappush(waiting, (comes, next(order), event))


def records(random: Random, partitions: int) -> Iterator[Written]:
    """What is written: the events, some of them twice, and junk. The last partition stays without traffic."""
    lately: deque[Written] = deque(maxlen=MEMORY)
    for event in events(random):
        key = event["conversation_id"].encode()
        record = (crc32(key) % (partitions - 1), key, json.dumps(event).encode())
        lately.append(record)
        yield record
        if random.random() < REDELIVERED:
            yield random.choice(lately)
        if random.random() < JUNK:
            yield (record[0], key, random.choice([b"{", b"[1]", b"\xff\xfe", None]))


class Feed:
    """Writes to the input from a thread of its own until it is stopped.

    What was written is read back from the log: a producer that had to try again may have written twice, and that is
    for the worker to bear.
    """

    def __init__(self, broker: str, partitions: int, seed: int) -> None:
        self._broker = broker
        self._random = Random(seed)
        self._records = records(Random(seed + 1), partitions)
        self._ending = Event()
        self._seen = (0, time.monotonic())
        self._thread = Thread()
        self._producers: list[KafkaProducer] = []
        self.portions = 0
        self.replaced = 0
        """Producers that hung, as kafka-python's may after a broker's restart: it waits without a limit."""

    def start(self) -> None:
        """Begin; again, with producers that fence the earlier ones and end what these left open."""
        self._thread = Thread(target=self._write, name="feed", daemon=True)
        self._thread.start()

    def tend(self) -> None:
        """Replace a writer that has hung or died, as the one who runs it would."""
        portions, since = self._seen
        if self.portions != portions:
            self._seen = (self.portions, time.monotonic())
        elif time.monotonic() - since > HUNG or not self._thread.is_alive():
            self.replaced += 1
            self._seen = (portions, time.monotonic())
            self.start()

    def stop(self) -> None:
        """Finish the portion under way, which may have to wait for the broker."""
        self._ending.set()
        deadline = time.monotonic() + 4 * HUNG
        while self._thread.is_alive():
            assert time.monotonic() < deadline, "the feed has not ended"
            self._thread.join(HUNG)
            if self._thread.is_alive():
                self.tend()
        for producer in self._producers:
            _close(producer)
        last = self._careful()  # ends what they left open, at once
        last.close()

    def _write(self) -> None:
        me = self._thread
        with suppress(KafkaError):
            plain = KafkaProducer(bootstrap_servers=self._broker, acks="all", enable_idempotence=False)
            careful = self._careful()
            self._producers += [plain, careful]
            while self._thread is me and not self._ending.wait(PACE):
                self._write_one(plain, careful, list(islice(self._records, PORTION)))
                self.portions += 1

    def _careful(self) -> KafkaProducer:
        producer = KafkaProducer(bootstrap_servers=self._broker, transactional_id=f"{EVENTS.name}-feed")
        producer.init_transactions()
        return producer

    def _write_one(self, plain: KafkaProducer, careful: KafkaProducer, portion: list[Written]) -> None:
        if self._random.random() >= TRANSACTIONAL:
            self._send(plain, portion)
            return
        if self._random.random() < ABORTED:
            self._transact(careful, portion[:5], commit=False)
        self._transact(careful, portion, commit=True)

    def _transact(self, producer: KafkaProducer, portion: list[Written], *, commit: bool) -> None:
        producer.begin_transaction()
        try:
            self._send(producer, portion)
            producer.commit_transaction() if commit else producer.abort_transaction()
        except KafkaError:  # the broker went away in the middle
            producer.abort_transaction()

    @staticmethod
    def _send(producer: KafkaProducer, portion: list[Written]) -> None:
        for partition, key, value in portion:
            producer.send(EVENTS.name, value=value, key=key, partition=partition)
        producer.flush(HUNG)


def _close(producer: KafkaProducer) -> None:
    """Close a producer whatever became of it: what was given up by us it would go on sending.

    kafka-python's ``close`` flushes first, and where that fails it closes nothing (3.0.12): its thread lives on, and
    the producer raises again when it is collected. Its sender can drop what it holds.
    """
    with suppress(KafkaError):
        producer.close(1)
        return
    producer._sender.force_close()
    producer._sender.join(HUNG)
    producer.close(1)
