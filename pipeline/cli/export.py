"""``makegood export``: the input topic as JSON lines."""

import sys

import click

from pipeline.cli.moment import MOMENT
from pipeline.cli.options import with_settings
from pipeline.cli.reading import Consumed, read_topic
from pipeline.ops.kafka_clients import partitions_of
from pipeline.ops.settings import Settings
from pipeline.wire.codec import Decoder, Rejected, unread
from pipeline.wire.exported import write_line


@click.command()
@click.option("--from", "since", type=MOMENT, help="Records whose Kafka time stamp is this or later.")
@click.option("--to", "until", type=MOMENT, help="Records whose Kafka time stamp is earlier.")
@with_settings()
def export(since: int | None, until: int | None, settings: Settings) -> None:
    """Write the input topic to standard output as JSON lines that `replay` and `ingest` read back.

    Each line is {"partition":0,"offset":7,"timestamp":"…","key":"…","event":{…}}; a value that is no JSON stands as
    "base64" instead of "event", and what `dlq replay` has sent has "replayed":true. Lines come in the order of the
    events' times, those of one partition in its order.
    """
    partitions = partitions_of(settings, settings.events_topic)
    out = sys.stdout.buffer
    for record in read_topic(settings, settings.events_topic, partitions, since, EventTime()):
        if until is None or record.timestamp < until:
            place = record.partition, record.offset, record.timestamp
            out.write(write_line(*place, record.key, record.value, record.headers) + b"\n")
    out.flush()


class EventTime:
    """The time that the worker would give an event."""

    def __init__(self) -> None:
        self._decoder = Decoder(unread)

    def __call__(self, record: Consumed, /) -> int:
        """``at``, or 0 where the record is no event: it comes as soon as its partition's order allows."""
        try:
            return self._decoder.event(record.value, timestamp_ms=record.timestamp).at
        except Rejected:
            return 0
