"""``makegood ingest``: events from JSON lines into Kafka."""

import time
from typing import Any

import click
import msgspec

from pipeline.cli.amounts import SPEED
from pipeline.cli.event_file import numbered_lines
from pipeline.cli.options import with_settings
from pipeline.cli.order import Order
from pipeline.cli.playing import Playing
from pipeline.domain.events import Clock, Event
from pipeline.domain.rules import Rules
from pipeline.ops.kafka_clients import Sender, partitions_of, producer
from pipeline.ops.settings import Settings
from pipeline.wire.codec import MISSING, Decoder, Rejected, unread
from pipeline.wire.exported import Line, read_line
from pipeline.wire.outbound import event_headers
from pipeline.wire.times import to_iso

RUN_ON_MS = 32 * 86_400_000
"""The longest promise lasts 30 days, and states end two days later at the latest."""


@click.command()
@click.argument("file")
@click.option("--speed", type=SPEED, help="Play: so many seconds of chat a second.")
@click.option("--shift-to-now", is_flag=True, help="Move all times so that the first event is now.")
@click.option("--final-clock/--no-final-clock", default=True, help="End with a clock record that leaves nothing due.")
@click.option("--as-is", is_flag=True, help="Send lines that are no events too, unchanged: for trying dead letters.")
@with_settings()
def ingest(
    file: str, speed: float | None, shift_to_now: bool, final_clock: bool, as_is: bool, settings: Settings
) -> int:
    """Send the events of FILE (JSON lines in order of `at`, or what `export` wrote; - for standard input) to Kafka.

    Lines that are no events are told on stderr and left out; the exit status is 1 then.
    """
    lines = numbered_lines(file, "ingest", as_is=as_is)  # a file that is not there is told before Kafka is asked
    partitions = partitions_of(settings, settings.events_topic)
    with producer(settings, linger_ms=0 if speed else 20) as sender:
        ingestion = Ingestion(settings.events_topic, partitions, sender, shift_to_now=shift_to_now)
        playing = Playing(speed, ingestion.tell_time) if speed else None
        order = Order(file, Rules())
        for number, line in lines:
            record = Line(line.strip())
            try:
                record = read_line(line)
                value, event = ingestion.read(record)
            except Rejected as error:
                click.echo(f"makegood: {file}, line {number}: {error.in_full}", err=True)
                ingestion.bad += 1
                if as_is:
                    ingestion.send_anyway(record)
                continue
            order.see(number, event.at)
            if playing:
                playing.wait_for(event.at)
            ingestion.send(value, event)
        if final_clock and ingestion.latest:
            ingestion.tell_time(ingestion.latest + RUN_ON_MS)
    sent = f"{ingestion.sent} events to {settings.events_topic}"
    click.echo(f"{sent}, {ingestion.bad} lines left out" if ingestion.bad and not as_is else sent, err=True)
    return 1 if ingestion.bad else 0


class Ingestion:
    """Events on their way into one topic."""

    def __init__(self, topic: str, partitions: int, sender: Sender, *, shift_to_now: bool) -> None:
        self._topic = topic
        self._partitions = partitions
        self._sender = sender
        self._decoder = Decoder(unread)
        self._shift: int | None = None if shift_to_now else 0
        self._told = 0
        self.latest = 0
        self.sent = 0
        self.bad = 0

    def read(self, line: Line) -> tuple[bytes, Event]:
        """The value to be sent and the event it is; raises Rejected."""
        event = self._decoder.event(line.value, headers=line.headers)
        if self._shift is None:
            self._shift = now_ms() - event.at
        if not self._shift:
            return line.value, event
        told: dict[str, Any] = msgspec.json.decode(line.value)
        told["at"] = to_iso(event.at + self._shift)
        value = msgspec.json.encode(told)
        return value, self._decoder.event(value, headers=line.headers)

    def send(self, value: bytes, event: Event) -> None:
        """Send one event. Its time stamp is never earlier than its own time, which would be clamped."""
        self.latest = max(self.latest, event.at)
        self.sent += 1
        if isinstance(event, Clock):
            if event.at > self._told:  # an export has one of each partition
                self.tell_time(event.at)
            return
        self._sender.send(
            self._topic,
            value=value,
            key=event.conversation_id.encode(),
            headers=event_headers(event),
            timestamp_ms=max(event.at, now_ms()),
        )

    def send_anyway(self, line: Line) -> None:
        """Send what is no event, with the key it came with or would have."""
        key = conversation_in(line.value) if line.key is MISSING else line.key
        key = key if isinstance(key, bytes) else None
        self._sender.send(self._topic, value=line.value, key=key, headers=line.headers)

    def tell_time(self, at: int) -> None:
        """A clock record to every partition."""
        self._told = max(at, self._told)
        value = msgspec.json.encode({"type": "clock", "at": to_iso(at)})
        headers = event_headers(Clock(at=at))
        for partition in range(self._partitions):
            self._sender.send(self._topic, value=value, partition=partition, headers=headers, timestamp_ms=now_ms())


def conversation_in(value: bytes) -> bytes | None:
    """The conversation id of what may be no event, if there is one."""
    try:
        told = msgspec.json.decode(value)
    except (ValueError, RecursionError):
        return None
    name = told.get("conversation_id") if isinstance(told, dict) else None
    return name.encode() if isinstance(name, str) and name else None


def now_ms() -> int:
    """Real time."""
    return time.time_ns() // 1_000_000
