"""One round: everyone gets the same messages, one after the other, each in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from kafka.admin import KafkaAdminClient, NewTopic

from pipeline.ops.complaint import Complaint
from pipeline.stream.source import AT_MOST, AT_ONCE
from pipeline.wire.codec import PARTITION_KEY, decode_partition
from pipeline.wire.topics import EVENTS, STATE
from tests.bench.measured import Measured, heard, processor_seconds, warm_up
from tests.bench.messages import Sent, records
from tests.bench.peers.judging import OUTCOMES
from tests.running import Kept, Stage
from tests.worker_process import Worker

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "peers" / "bin" / "python"
"""Their own Python: what they need stands in tests/bench/peers/requirements.txt."""
WITHIN = 600.0
"""Seconds for one contender."""
LOOK = 0.25
"""Seconds between two looks at the counters of a worker."""
UNDER_WAY = AT_ONCE * AT_MOST
"""Messages that a worker may have judged and not yet written."""


def loop(what: str, file: Path) -> Measured:
    """A loop without Kafka, over the messages of a file."""
    return _told([sys.executable, "-m", "tests.bench.loops", what, str(file)], {})


def peer(name: str, broker: str, sent: Sequence[Sent], partitions: int, folder: Path) -> Measured:
    """The judgement on another framework: the topic filled, then drained."""
    stage = _filled(broker, sent, partitions)
    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.create_topics([NewTopic(OUTCOMES, num_partitions=partitions, replication_factor=1)])
    try:
        python = sys.executable if name == "faust" else str(PEERS)
        told = {
            "BENCH_BROKER": broker,
            "BENCH_FOLDER": str(folder),
            "BENCH_MESSAGES": str(len(sent)),
            "BENCH_PARTITIONS": str(partitions),
        }
        return _told([python, "-m", f"tests.bench.peers.on_{name}"], told)
    finally:
        admin.delete_topics([OUTCOMES])
        admin.close()
        stage.end()


def workers(number: int, broker: str, sent: Sequence[Sent], partitions: int) -> Measured:
    """Workers, exactly once: the topic filled, then drained. Raises Complaint for too few messages.

    Throughput is taken from the marks that they write with each batch, from when a warm-up's messages are judged;
    processor time from looks at their counters, from when each worker has judged so many. Both end before the last
    batches are under way: as much is judged and not yet written as at the beginning, and nothing counts from before.
    """
    stage = _filled(broker, sent, partitions)
    last = len(sent) - number * UNDER_WAY
    try:
        running = [stage.worker() for _ in range(number)]
        looks: list[tuple[float, float]] = []
        end = time.monotonic() + WITHIN
        while (judged := sum(each := [_judged(worker) for worker in running])) < len(sent):
            if time.monotonic() > end or any(worker.process.poll() is not None for worker in running):
                raise RuntimeError(f"no end of the input; the worker says: {running[0].log[-3000:]}")
            if min(each) >= warm_up(len(sent)) and judged <= last:
                looks.append((judged, _used(running)))
            time.sleep(LOOK)
        counted, seconds = _by_marks(stage.read(STATE.name), warm_up(len(sent)), last)
        if len(looks) <= 1 or not counted:
            raise Complaint(f"{len(sent)} messages are judged too soon to be measured: give more by --messages")
        (begun, before), (ended, after) = looks[0], looks[-1]
        return Measured(counted, seconds, (after - before) / (ended - begun) * counted)
    finally:
        stage.end()


def _by_marks(kept: Sequence[Kept], first: int, last: int) -> tuple[int, float]:
    """Messages between the mark before which at least ``first`` were judged and the latest with at most ``last``."""
    marks = sorted((r for r in kept if r.key == PARTITION_KEY and r.value), key=lambda r: r.timestamp)
    judged: dict[int, int] = {}
    reached: list[tuple[int, int]] = []
    for mark in marks:
        # Positions count records; nothing else than messages is in the topic, and no gaps are.
        judged[mark.partition] = decode_partition(mark.value or b"").positions[EVENTS.name]
        if first <= sum(judged.values()) <= last:
            reached.append((sum(judged.values()), mark.timestamp))
    if not reached:
        return 0, 0.0
    (begun, start), (ended, end) = reached[0], reached[-1]
    return ended - begun, (end - start) / 1000


def _filled(broker: str, sent: Sequence[Sent], partitions: int) -> Stage:
    stage = Stage(broker, partitions)
    stage.write_raw(records(sent, partitions))
    return stage


def _judged(worker: Worker) -> float:
    return worker.metric("makegood_messages_total")


def _used(running: Sequence[Worker]) -> float:
    return sum(processor_seconds(worker.process.pid) for worker in running)


def _told(command: Sequence[str], environment: dict[str, str]) -> Measured:
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=WITHIN,
        check=False,
    )
    try:
        return heard(done.stdout.decode())
    except msgspec.DecodeError:
        raise RuntimeError(f"{command[2]} failed:\n{done.stderr.decode(errors='replace')[-3000:]}") from None
