"""Worker processes, topics and records for the tests that run against a broker."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar
from zlib import crc32

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from pipeline.ops.settings import load_settings
from pipeline.ops.topics import create_topics
from pipeline.wire.codec import PARTITION_KEY, decode_partition
from pipeline.wire.topics import ASSIGNMENTS, DLQ, ESCALATIONS, EVENTS, ROUTING, ROUTING_STATE, STATE, STATUS
from tests.truth import Difference, Truth, difference, plain_fold
from tests.waiting import LIMIT, until
from tests.worker_process import Worker

PARTITIONS = 4
AT_A_TIME = 25
"""Events that one moment brings, where they are fed."""
_T = TypeVar("_T")


def partition_of(conversation_id: str, partitions: int = PARTITIONS) -> int:
    """Where the tests put a conversation."""
    return crc32(conversation_id.encode()) % partitions


@dataclass(frozen=True)
class Kept:
    """A record as a ``read_committed`` reader sees it."""

    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def header(self) -> Mapping[str, str]:
        return {name: value.decode(errors="replace") for name, value in self.headers}

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.value or b"null")


class Stage:
    """A broker with fresh topics and a group of its own: each test plays on one."""

    def __init__(self, broker: str, partitions: int = PARTITIONS) -> None:
        self.broker = broker
        self.partitions = partitions
        self.workers: list[Worker] = []
        self.written: Counter[int] = Counter()
        admin = KafkaAdminClient(bootstrap_servers=broker)
        ours = [EVENTS, ESCALATIONS, STATUS, DLQ, STATE, ROUTING, ASSIGNMENTS, ROUTING_STATE]
        present = set(admin.list_topics())
        if doomed := [topic.name for topic in ours if topic.name in present]:
            admin.delete_topics(doomed)
            until(lambda: not set(doomed) & set(admin.list_topics()), what="the end of the old topics")
        admin.close()
        create_topics(load_settings({"broker": broker, "partitions": partitions}, environment={}))
        self.app = f"test-{time.monotonic_ns()}"

    def write(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Events in their order; each conversation has its partition."""
        self.write_raw(
            (
                partition_of(event["conversation_id"], self.partitions),
                event["conversation_id"].encode(),
                json.dumps(event).encode(),
            )
            for event in events
        )

    @contextmanager
    def feeding(self, events: Sequence[Mapping[str, Any]]) -> Iterator[None]:
        """Events that come in while the block runs, some a moment: many small batches. Ends when all are written."""

        def feed() -> None:
            for start in range(0, len(events), AT_A_TIME):
                self.write(events[start : start + AT_A_TIME])

        feeder = Thread(target=feed, daemon=True)
        feeder.start()
        yield
        feeder.join()

    def write_raw(
        self, records: Iterable[tuple[int, bytes | None, bytes | None]], timestamp_ms: int | None = None
    ) -> None:
        """Records as (partition, key, value)."""
        producer = KafkaProducer(
            bootstrap_servers=self.broker, linger_ms=5, max_request_size=2_000_000, enable_idempotence=False, acks="all"
        )
        futures = []
        for partition, key, value in records:
            sent = producer.send(EVENTS.name, value=value, key=key, partition=partition, timestamp_ms=timestamp_ms)
            futures.append(sent)
            self.written[partition] += 1
        producer.flush()
        for future in futures:
            future.get(timeout=LIMIT)
        producer.close()

    def count_written(self) -> None:
        """Take note of what others have written to the input."""
        self.written = self.ends(EVENTS.name)

    def ends(self, topic: str, partitions: int | None = None) -> Counter[int]:
        """The next offset of each partition of a topic that is not empty."""
        consumer = KafkaConsumer(bootstrap_servers=self.broker)
        tps = [TopicPartition(topic, number) for number in range(partitions or self.partitions)]
        ends = Counter({tp.partition: end for tp, end in consumer.end_offsets(tps).items() if end})
        consumer.close()
        return ends

    def clock(self, at: str) -> None:
        """A clock record into every partition."""
        value = json.dumps({"type": "clock", "at": at}).encode()
        self.write_raw([(number, None, value) for number in range(self.partitions)])

    def read(self, topic: str, partitions: int | None = None) -> list[Kept]:
        """All that is committed, by partition and offset. What was written up to now is waited for: a transaction that
        has ended may not yet have its markers in every partition."""
        kept: list[Kept] = []
        consumer = KafkaConsumer(
            bootstrap_servers=self.broker, isolation_level="read_committed", enable_auto_commit=False,
            fetch_max_wait_ms=50, max_partition_fetch_bytes=4_000_000, request_timeout_ms=30_000,
        )  # fmt: skip
        tps = [TopicPartition(topic, number) for number in range(partitions or self.partitions)]
        consumer.assign(tps)
        consumer.seek_to_beginning(*tps)
        ends: dict[TopicPartition, int] = {}

        def read_to_the_end() -> bool:
            for records in consumer.poll(timeout_ms=50).values():
                kept.extend(
                    Kept(r.partition, r.offset, r.timestamp, r.key, r.value, tuple(r.headers or ())) for r in records
                )
            for tp in tps:
                # Told with the first fetch: of what is asked for by itself the embedded broker understates it.
                if (high := consumer.highwater(tp)) is not None:
                    ends.setdefault(tp, high)
            return len(ends) == len(tps) and all(consumer.position(tp) >= end for tp, end in ends.items())

        until(read_to_the_end, what=f"the end of {topic}")
        consumer.close()
        return sorted(kept, key=lambda record: (record.partition, record.offset))

    def plain_fold(self) -> Truth:
        """What the fold over the input topic says: the truth a worker must meet."""
        return plain_fold(self.read(EVENTS.name))

    def difference(self, truth: Truth) -> Difference:
        """How what a ``read_committed`` reader sees of our topics differs from the plain fold."""
        read = {topic.name: self.read(topic.name) for topic in (ESCALATIONS, STATUS, DLQ, STATE)}
        return difference(read, truth, {number: self.written[number] for number in range(self.partitions)})

    def assert_equal_to_plain_fold(self) -> int:
        """Steps, statuses, dead letters and states are the plain fold's: none missing, extra, doubled, different.

        Returns the number of steps.
        """
        truth = self.plain_fold()
        found = self.difference(truth)
        assert not found, found
        return truth.steps

    def judged(self) -> bool:
        """Whether the positions recorded in the state topic have reached the end of what was written."""
        alive = [worker for worker in self.workers if worker.process.poll() is None]
        if sum(worker.owned() for worker in alive) != self.partitions or any(map(Worker.behind, alive)):
            return False
        positions = self.positions()
        # Beyond it lies what came after it was counted: whoever still writes counts again.
        return all(positions.get(number, 0) >= end for number, end in self.written.items())

    def positions(self) -> Mapping[int, int]:
        """The position recorded last, by partition."""
        marks = [record for record in self.read(STATE.name) if record.key == PARTITION_KEY]
        return {mark.partition: decode_partition(mark.value or b"").positions[EVENTS.name] for mark in marks}

    def wait_until_judged(self, within: float = LIMIT) -> None:
        """Wait until all that was written is judged, and fail where no worker lives to do it."""

        try:
            self.until(self.judged, "the end of the input", within)
        except AssertionError as error:
            alive = [worker for worker in self.workers if worker.process.poll() is None]
            owned = [(worker.owned(), worker.metric("makegood_lag_records")) for worker in alive]
            where = f"positions {self.positions()} of {dict(self.written)}, (owned, lag) of workers {owned}"
            raise AssertionError(f"{where}; {error}") from None

    def until(self, condition: Callable[[], _T], what: str, within: float = LIMIT) -> _T:
        """Wait for something that only living workers bring about."""

        def met() -> _T:
            assert any(worker.process.poll() is None for worker in self.workers), "no worker lives"
            return condition()

        try:
            return until(met, within, what)
        except AssertionError as error:
            logs = "\n\n".join(worker.log[-6_000:] for worker in self.workers)
            raise AssertionError(f"{error}; the workers say:\n{logs}") from None

    def worker(self, module: str = "pipeline.cli.main", *options: str, **environment: str) -> Worker:
        """A new worker process, ready or not."""
        worker = Worker([module, "worker", *options], self.broker, self.app, environment)
        self.workers.append(worker)
        return worker

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
