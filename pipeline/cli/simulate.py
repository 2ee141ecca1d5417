"""``makegood simulate``: the demo's chats into any Kafka, round after round, and its seniors."""

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count

import click
import msgspec
from msgspec.structs import replace

from pipeline.cli.amounts import SPEED
from pipeline.cli.demo_chats import chats, events_of
from pipeline.cli.demo_seniors import Seniors
from pipeline.cli.ingest import Ingestion, now_ms
from pipeline.cli.options import with_settings
from pipeline.cli.playing import Playing
from pipeline.ops.kafka_clients import partitions_of, producer
from pipeline.ops.settings import Settings
from pipeline.wire.exported import read_line
from pipeline.wire.times import to_iso, to_ms

EARLIER = timedelta(minutes=6)
"""How long ago the first chats began: somebody needs a senior at once."""
APART = timedelta(minutes=20)
"""Between the beginnings of two rounds; the last chats of one are still going on then."""
AFTERWARDS_MS = 15 * 60_000
"""How long time goes on after the last round: promises of ten minutes fall due."""


@click.command()
@click.option(
    "--speed",
    default=1.0,
    show_default=True,
    type=SPEED,
    help="Seconds of chat a second; above 1 for workers whose clock is the log's.",
)
@click.option("--rounds", type=click.IntRange(1), help="End after so many rounds of forty chats; else without end.")
@with_settings()
def simulate(speed: float, rounds: int | None, settings: Settings) -> None:
    """Play simulated chats into Kafka, for trying things: forty every twenty minutes, the first under way already.

    Each round's conversations have ids of their own. Simulated seniors answer what they are assigned, and act.
    """
    partitions = partitions_of(settings, settings.events_topic)
    now = datetime.now(UTC)
    seniors = Seniors(replace(settings, partitions=partitions), to_ms(now), speed, tells_time=speed != 1)
    seniors.known = set()
    # They leave also where the simulation is ended by a service manager.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        sender = stack.enter_context(producer(settings, linger_ms=0))
        ingestion = Ingestion(settings.events_topic, partitions, sender, shift_to_now=False)
        playing = Playing(speed, ingestion.tell_time)
        playing.wait_for(to_ms(now))
        seniors.start()
        stack.callback(seniors.stop)
        for told in simulated(now - EARLIER, rounds):
            value, event = ingestion.read(read_line(msgspec.json.encode(told)))
            playing.wait_for(event.at)
            seniors.known.add(str(told["conversation_id"]))
            ingestion.send(value, event)
            seniors.complain()
        ingestion.tell_time(max(ingestion.latest, now_ms()) + AFTERWARDS_MS)
    click.echo(f"{ingestion.sent} events to {settings.events_topic}", err=True)


def simulated(beginning: datetime, rounds: int | None) -> Iterator[dict[str, object]]:
    """The events of so many rounds (``None``: without end), in order of ``at``."""
    going_on: list[dict[str, object]] = []
    for number in count() if rounds is None else range(rounds):
        start = beginning + number * APART
        ends = to_iso(to_ms(start + APART))
        for chat in chats():
            going_on += events_of(replace(chat, id=f"{chat.id}-{start:%y%m%d-%H%M%S}"), start)
        going_on.sort(key=lambda event: str(event["at"]))
        due = sum(str(event["at"]) < ends for event in going_on)
        yield from going_on[:due]
        del going_on[:due]
    yield from going_on
