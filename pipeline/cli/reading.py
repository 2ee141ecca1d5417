"""A topic read from somewhere to the end that it had when reading began."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from heapq import merge
from typing import Any, Protocol

from kafka import TopicPartition

from pipeline.ops.kafka_clients import consumer
from pipeline.ops.settings import Settings

POLL_MS = 200


class Consumed(Protocol):
    """A record as kafka-python hands it over."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


def read_topic(
    settings: Settings, topic: str, partitions: int, since: int | None, time_of: Callable[[Consumed], int]
) -> Iterator[Consumed]:
    """All records, those of several partitions in the order of ``time_of``, each partition in its own.

    ``since``: a Kafka time stamp (ms) before which records are left out. Memory is bounded: one consumer reads each
    partition as far as it is asked for (of a common one, kafka-python throws the data of paused partitions away).
    Raises Complaint.
    """
    with ExitStack() as stack:
        parts = [TopicPartition(topic, number) for number in range(partitions)]
        clients = [stack.enter_context(consumer(settings, fetch_max_wait_ms=50)) for _ in parts]
        timed = (_timed(_records(c, part, since), time_of) for c, part in zip(clients, parts, strict=True))
        for _, record in merge(*timed, key=lambda pair: pair[0]):
            yield record


def _timed(records: Iterator[Consumed], time_of: Callable[[Consumed], int]) -> Iterator[tuple[int, Consumed]]:
    """With the largest time so far: a partition keeps its own order also where its times go back."""
    latest = 0
    for record in records:
        latest = max(latest, time_of(record))
        yield latest, record


def _records(client: Any, part: TopicPartition, since: int | None) -> Iterator[Consumed]:  # noqa: ANN401 - untyped
    client.assign([part])
    end: int = client.end_offsets([part])[part]
    if since is None:
        client.seek_to_beginning(part)
    else:
        found = client.offsets_for_times({part: since}).get(part)
        client.seek(part, found.offset if found else end)
    # The embedded broker understates the end when asked for it (never as 0); the mark that comes with a fetch is right.
    mark: int | None = None
    while client.position(part) < (end if mark is None else mark):
        for record in client.poll(timeout_ms=POLL_MS).get(part, ()):
            if mark is None:
                mark = max(end, client.highwater(part) or 0)
            if record.offset < mark:
                yield record
