"""``makegood erase``: a conversation forgotten."""

from uuid import uuid4

import click
import msgspec

from pipeline.cli.ingest import now_ms
from pipeline.cli.options import with_settings
from pipeline.domain.events import Erase
from pipeline.ops.kafka_clients import partitions_of, producer
from pipeline.ops.settings import Settings
from pipeline.wire.outbound import event_headers
from pipeline.wire.times import to_iso


@click.command()
@click.argument("conversation_id")
@with_settings()
def erase(conversation_id: str, settings: Settings) -> None:
    """Have the conversation CONVERSATION_ID forgotten: its state, its status, its open escalations.

    What stands in the topics themselves goes with their retention.
    """
    if not conversation_id:
        raise click.BadParameter("must not be empty.", param_hint="CONVERSATION_ID")
    partitions = partitions_of(settings, settings.events_topic)
    event = Erase(id=f"erase-{uuid4()}", conversation_id=conversation_id, at=now_ms(), role="system")
    value = {"type": "erase", "id": event.id, "conversation_id": conversation_id, "at": to_iso(event.at)}
    with producer(settings) as sender:
        # Which partition a conversation is in was its producer's choice, and clients choose differently.
        for partition in range(partitions):
            sender.send(
                settings.events_topic,
                value=msgspec.json.encode(value),
                key=conversation_id.encode(),
                headers=event_headers(event),
                partition=partition,
                timestamp_ms=event.at,
            )
    click.echo(f"{conversation_id}: erase event sent to {settings.events_topic}, each partition", err=True)
