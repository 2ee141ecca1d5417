"""How soon a worker judges after its start with many open: ``python -m tests.chaos.recovery [NUMBER]``."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import click
from kafka import KafkaProducer

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.wire.codec import Decoder, Dues, PartitionRecord, encode_partition, encode_state, encode_state_record
from pipeline.wire.topics import EVENTS, STATE, STATUS
from tests.brokers import ApacheKafka
from tests.running import Stage
from tests.simulated import EMPATHY, PROBLEM, START, message
from tests.truth import READER
from tests.waiting import until

PARTITIONS = 8


def fill(broker: str, conversations: int) -> None:
    """A state topic as a worker leaves it: conversations with a problem and empathy, each with its deadlines."""
    rules = Rules()
    partition, decoder, dues = Partition(rules), Decoder(READER.read_all), Dues(rules)
    for number, (role, text) in enumerate((("customer", PROBLEM), ("agent", EMPATHY))):
        partition.fold(decoder.event(json.dumps(message("@", number, START, role, text)).encode()))
    partition.commit()
    (_, state) = next(partition.states())
    kept, due = encode_state(state), partition.due_of("@")
    producer = KafkaProducer(
        bootstrap_servers=broker, acks=1, enable_idempotence=False, batch_size=500_000, linger_ms=50
    )
    for number in range(conversations):
        name = f"conversation-{number:07}"
        record = encode_state_record(name, kept, dues.header(due, quarantined=False))
        producer.send(STATE.name, record.value, record.key, headers=record.headers, partition=number % PARTITIONS)
    mark = encode_partition(PartitionRecord(positions={EVENTS.name: 0}, clock=partition.clock))
    for number in range(PARTITIONS):
        producer.send(STATE.name, mark.value, mark.key, partition=number)
    producer.flush()
    producer.close()


def main(conversations: int = 500_000) -> None:
    with tempfile.TemporaryDirectory() as folder, ApacheKafka(Path(folder)) as kafka:
        stage = Stage(kafka.address, PARTITIONS)
        fill(kafka.address, conversations)
        first = message("conversation-0000003", 9, START, "customer", PROBLEM + " still nothing!")
        stage.write_raw([(3, b"conversation-0000003", json.dumps(first).encode())])
        began = time.monotonic()
        worker = stage.worker()
        until(lambda: stage.ends(STATUS.name), what="the first status")
        click.echo(
            f"{conversations:,} conversations: first message judged {time.monotonic() - began:.1f} s after a start"
        )
        until(lambda: worker.owned() == PARTITIONS, what="all partitions")
        took, processor = time.monotonic() - began, processor_seconds(worker.process.pid)
        click.echo(f"all partitions judged after {took:.1f} s, {processor:.1f} s of one processor")
        click.echo(f"{resident(worker.process.pid):,} MB")
        stage.end()


def resident(process: int) -> int:
    """Megabytes of memory."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) // 1024


def processor_seconds(process: int) -> float:
    """Processor time used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
