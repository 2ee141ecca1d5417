"""Whether memory and the state topic stay flat: ``python -m tests.chaos.soak [MESSAGES]``; millions take an hour.

Chats begin three seconds apart in the log's time and are forgotten three days after their end, so that after some
300,000 messages as many end as begin. One worker judges them; after every step it is left to judge all, and the broker
to compact.
"""

import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from random import Random

import click
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from pipeline.wire.topics import EVENTS, STATE
from tests.brokers import ApacheKafka
from tests.chaos.feed import Written, records
from tests.chaos.recovery import processor_seconds, resident
from tests.running import Stage
from tests.waiting import until
from tests.worker_process import Worker

PARTITIONS = 8
STEP = 200_000
"""Messages between two looks."""
EAGER = {"log.cleaner.backoff.ms": "1000", "log.segment.delete.delay.ms": "1000"}
"""The broker looks for something to compact every second, and deletes at once what it has compacted."""
SMALL = {"segment.bytes": "1048576", "delete.retention.ms": "10000"}
"""The state topic in small segments, as the one being written is not compacted; tombstones go after 10 s, not a day."""
QUIET = 15.0
"""Seconds without change after which the broker has compacted what there is."""
COMPACTED_WITHIN = 600.0
JUDGED_WITHIN = 3600.0
LOOK = 5.0
"""Seconds between two looks: each has the worker walk over tens of thousands that are at risk and wait."""


def write(producer: KafkaProducer, some: list[Written]) -> None:
    """Write records and see them acknowledged."""
    for partition, key, value in some:
        producer.send(EVENTS.name, value=value, key=key, partition=partition)
    producer.flush()


def size(folder: Path) -> int:
    """Bytes that the state topic takes on the broker's disk."""
    return sum(file.stat().st_size for log in folder.glob(f"logs/{STATE.name}-*") for file in log.glob("*.log"))


def compacted(folder: Path) -> int:
    """The size of the state topic once it no longer changes. Raises TimeoutError where it goes on changing."""
    last, since = size(folder), time.monotonic()
    limit = since + COMPACTED_WITHIN
    while time.monotonic() - since < QUIET:
        if time.monotonic() > limit:
            raise TimeoutError(f"the state topic still changes after {COMPACTED_WITHIN:.0f} s")
        time.sleep(1.0)
        if (now := size(folder)) != last:
            last, since = now, time.monotonic()
    return last


def step(stage: Stage, worker: Worker, folder: Path) -> str:
    """Have all judged and compacted, and say what there is."""
    stage.count_written()
    until(stage.judged, JUDGED_WITHIN, "the end of the input", LOOK)
    records, steps = sum(stage.written.values()), int(worker.metric("makegood_escalation_steps_total"))
    remembered = int(worker.metric("makegood_open_conversations"))
    memory, state = resident(worker.process.pid), compacted(folder) / 1e6
    return f"| {records:,} | {steps:,} | {remembered:,} | {memory} MB | {state:.1f} MB |"


def main(messages: int = 2_000_000) -> None:
    with tempfile.TemporaryDirectory() as name, ApacheKafka(Path(name), EAGER) as kafka:
        stage = Stage(kafka.address, PARTITIONS)
        admin = KafkaAdminClient(bootstrap_servers=kafka.address)
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, STATE.name, configs=SMALL)])
        admin.close()
        endless = records(Random(1), PARTITIONS + 1)
        producer = KafkaProducer(bootstrap_servers=kafka.address, acks="all", enable_idempotence=False, linger_ms=20)
        worker, began = stage.worker(), time.monotonic()
        click.echo("| records | steps of escalations | conversations remembered | memory | state topic, compacted |")
        click.echo("|---|---|---|---|---|")
        for _ in range(messages // STEP):
            write(producer, list(islice(endless, STEP)))
            click.echo(step(stage, worker, Path(name)))
        took, processor = time.monotonic() - began, processor_seconds(worker.process.pid)
        click.echo(f"\n{took / 60:.0f} min, {processor / 60:.0f} min of one processor for the worker")
        stage.end()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
