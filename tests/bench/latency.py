"""From a record to its escalation: ``python -m tests.bench.latency [RATE…] [--seconds N]``.

A worker on real time, all rules as they are but the wait for a reply: five seconds. Messages come at a steady rate. One
in forty is of somebody in danger, which escalates at once: measured is from sending the record to seeing the step with
``read_committed``. One in forty is a complaint that nobody answers: measured is from the due time plus ``lateness`` to
seeing the step. The rest are the benchmark's chats.
"""

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from pipeline.wire.topics import ESCALATIONS, EVENTS
from tests.bench.histogram import picture
from tests.bench.messages import CHAT, Writer
from tests.brokers import ApacheKafka
from tests.running import Stage, partition_of
from tests.simulated import PROBLEM, message

PARTITIONS = 8
DANGER = "my mum is diabetic and stranded at the airport without her insulin, please help her"
WAIT = 5.0
RULES = f"first_reply_wait = {WAIT}\nlater_reply_wait = {WAIT}\n"
LATENESS_MS = 2_000
WARM_UP = 20.0
"""Seconds that are not counted: the first texts build what later ones use."""
EVERY = 10


class Watch(Thread):
    """Reads escalations as they become visible and notes when."""

    def __init__(self, broker: str) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self.over = Event()
        self._consumer = KafkaConsumer(
            bootstrap_servers=broker, isolation_level="read_committed", fetch_max_wait_ms=100, enable_auto_commit=False
        )
        self._consumer.assign([TopicPartition(ESCALATIONS.name, number) for number in range(PARTITIONS)])
        self._consumer.seek_to_beginning()

    def run(self) -> None:
        while not self.over.is_set():
            for records in self._consumer.poll(timeout_ms=50).values():
                now = time.time()
                for record in records:
                    step = json.loads(record.value)
                    if step["type"] == "opened":
                        self.seen.setdefault(f"{step['conversation_id']}/{step['reason']}", (now, step))
        self._consumer.close()


def one(broker: str, rate: int, seconds: float, folder: Path) -> dict[str, list[float]]:
    """Milliseconds of each escalation, at one rate."""
    rules = folder / "rules.toml"
    rules.write_text(RULES)
    stage = Stage(broker, PARTITIONS)
    worker = stage.worker(MAKEGOOD_CLOCK="wall", MAKEGOOD_RULES=str(rules))
    stage.until(lambda: worker.owned() == PARTITIONS, "all partitions")
    watch = Watch(broker)
    watch.start()
    try:
        sent = _feed(broker, rate, seconds)
        time.sleep(WAIT + LATENESS_MS / 1000 + 3)
        stage.until(lambda: not worker.behind(), "the end of the backlog", within=300)
    finally:
        watch.over.set()
        watch.join()
        stage.end()
    found: dict[str, list[float]] = {"record to escalation": [], "due + lateness to escalation": []}
    for name, at in sent.items():
        if step := watch.seen.get(f"{name}/vulnerable"):
            found["record to escalation"].append((step[0] - at) * 1000)
        elif step := watch.seen.get(f"{name}/unanswered"):
            due = datetime.fromisoformat(step[1]["at"]).timestamp() * 1000
            found["due + lateness to escalation"].append(step[0] * 1000 - due - LATENESS_MS)
    return found


def _feed(broker: str, rate: int, seconds: float) -> dict[str, float]:
    """Send at the rate; when the chats that are measured were begun."""
    writer, begun = Writer(), dict[str, float]()
    number = int(rate * (seconds + WARM_UP))
    lines = [
        ("danger", DANGER) if n % EVERY == 0 else ("alone", PROBLEM) if n % EVERY == 1 else None for n in range(EVERY)
    ]
    # A request for each message would take most of a processor from the worker; up to 5 ms count against it instead.
    producer = KafkaProducer(bootstrap_servers=broker, linger_ms=5, acks=1, enable_idempotence=False)
    texts = [(role, writer.text(role)) for role in writer.roles() for _ in range(max(1, number // CHAT))]
    start = time.time()
    for n in range(number):
        if (ahead := start + n / rate - time.time()) > 0:
            time.sleep(ahead)
        line = lines[n % EVERY] if n // EVERY % 4 == 0 else None
        role, text = ("customer", line[1]) if line else texts[n % len(texts)]
        name = f"{line[0]}-{n}" if line else f"chat-{n // (CHAT * 200) * 200 + n % 200}"
        now = time.time()
        if line and now - start > WARM_UP:
            begun[name] = now
        value = json.dumps(message(name, n, datetime.fromtimestamp(now, UTC), role, text)).encode()
        producer.send(EVENTS.name, value, name.encode(), partition=partition_of(name, PARTITIONS))
    producer.close()
    return begun


@click.command()
@click.argument("rates", nargs=-1, type=int)
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--svg", type=click.Path(path_type=Path), help="Where to draw the histograms.")
def main(rates: Sequence[int], seconds: float, svg: Path | None) -> None:
    """Print p50, p99 and max at each rate."""
    drawn: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, ApacheKafka(Path(folder) / "kafka") as kafka:
        for rate in rates or (200, 1_000, 3_000):
            for what, took in one(kafka.address, rate, seconds, Path(folder)).items():
                ordered = sorted(took)
                p50, p99 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.99))
                click.echo(
                    f"{rate:5}/s {what:30} {len(took):5} p50 {p50:6.0f} p99 {p99:6.0f} max {ordered[-1]:6.0f} ms"
                )
                drawn[f"{what}, {rate:,}/s"] = ordered
    if svg:
        svg.write_text(picture(drawn))


if __name__ == "__main__":
    main()
