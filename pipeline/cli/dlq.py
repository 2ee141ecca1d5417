"""``makegood dlq list|replay``: the dead letters."""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice
from typing import Literal, get_args

import click
import msgspec
from rich.console import Console
from rich.table import Table

from pipeline.cli.moment import MOMENT
from pipeline.cli.options import with_settings
from pipeline.cli.reading import Consumed, read_topic
from pipeline.ops.kafka_clients import partitions_of, producer
from pipeline.ops.settings import Settings
from pipeline.wire.dlq import about, without_ours
from pipeline.wire.outbound import AGAIN
from pipeline.wire.rejection import Why
from pipeline.wire.times import to_iso
from pipeline.wire.topics import ASSIGNMENTS, DLQ

_reason = click.option("--reason", type=click.Choice(get_args(Why)), help="Only those with this reason.")
_since = click.option("--since", type=MOMENT, help="Only those written at this time or later.")
_limit = click.option("--limit", type=click.IntRange(1), help="At most so many, the earliest first.")


@click.group()
def dlq() -> None:
    """The dead letters: what could not be read or folded, and decisions that nobody could be told of."""


class Row(msgspec.Struct, frozen=True):
    """What is shown of a dead letter; never its text."""

    at: str
    topic: str
    partition: int
    offset: int
    reason: str
    error: str
    bytes: int
    """Of the value as it came; where the letter had to be cut, of the whole record."""


@dlq.command(name="list")
@_reason
@_since
@_limit
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
@with_settings()
def list_(
    reason: str | None,
    since: int | None,
    limit: int | None,
    form: Literal["table", "json", "jsonl"],
    settings: Settings,
) -> None:
    """List the dead letters: where each stood in the input, and why it is here."""
    rows = (row(record) for record in islice(letters(settings, reason, since), limit))
    if form == "jsonl":
        for one in rows:
            click.echo(msgspec.json.encode(one))
    elif form == "json":
        click.echo(msgspec.json.encode(list(rows)))
    else:
        show(list(rows))


@dlq.command()
@_reason
@click.option("--topic", help="Those that came from this topic.  [default: the input; its own for undelivered]")
@_since
@_limit
@click.option("--dry-run", is_flag=True, help="Say how many, send nothing.")
@with_settings()
def replay(
    reason: str | None, topic: str | None, since: int | None, limit: int | None, dry_run: bool, settings: Settings
) -> int:
    """Send dead letters of the input to it again, to the partition they came from, as they were.

    They keep their place here; an event that was folded after all changes nothing the second time, and what has fallen
    due since then opens no escalation: a header tells the worker. A record that came back here before is sent once.
    What came from another topic is sent again only where that is asked for, to where it came from: by --topic, or by
    --reason undelivered, which tells every target again. The exit status is 1 where some were too large to be kept and
    cannot be sent.
    """
    wanted = topic or (ASSIGNMENTS.name if reason == "undelivered" else settings.events_topic)
    others: Counter[str] = Counter()
    found = list(distinct(islice(of_topic(letters(settings, reason, since), wanted, settings, others), limit)))
    cut = [record for record in found if "cut" in about(record.headers)]
    found = [record for record in found if "cut" not in about(record.headers)]
    for record in cut:
        one = row(record)
        place = f"{one.topic}/{one.partition}@{one.offset}"
        click.echo(f"makegood: {place} is too large to be kept here; the input holds it while it is there", err=True)
    for other, number in sorted(others.items()):
        click.echo(f"makegood: {number} of {other} are left where they are: --topic {other} sends them", err=True)
    if found and not dry_run:
        count = partitions_of(settings, wanted)
        with producer(settings) as sender:
            for record in found:
                partition = int(about(record.headers).get("partition", 0)) % count
                came = [header for header in without_ours(record.headers) if header[0] != AGAIN[0]]
                headers = [*came, AGAIN]
                sender.send(wanted, value=record.value, key=record.key, headers=headers, partition=partition)
    click.echo(f"{len(found)} dead letters {'would be' if dry_run else 'were'} sent again", err=True)
    return 1 if cut else 0


def letters(settings: Settings, reason: str | None, since: int | None) -> Iterator[Consumed]:
    """The dead letters asked for, in the order of their writing."""
    partitions = partitions_of(settings, DLQ.name)
    for record in read_topic(settings, DLQ.name, partitions, since, lambda record: record.timestamp):
        if reason is None or about(record.headers).get("reason") == reason:
            yield record


def of_topic(records: Iterable[Consumed], topic: str, settings: Settings, others: Counter[str]) -> Iterator[Consumed]:
    """Those that came from a topic; the rest is counted in ``others``, by topic."""
    for record in records:
        origin = about(record.headers).get("topic", settings.events_topic)
        if origin == topic:
            yield record
        else:
            others[origin] += 1


def distinct(records: Iterable[Consumed]) -> Iterator[Consumed]:
    """Leave out copies: what stays unreadable comes back with every replay, and would double each time."""
    seen: set[bytes] = set()
    for record in records:
        origin = about(record.headers)
        same = msgspec.json.encode([origin.get("topic"), origin.get("partition"), record.key, record.value])
        if (mark := blake2b(same, digest_size=16).digest()) not in seen:
            seen.add(mark)
            yield record


def row(record: Consumed) -> Row:
    """What is shown of one."""
    told = about(record.headers)
    return Row(
        at=to_iso(record.timestamp),
        topic=told.get("topic", "?"),
        partition=int(told.get("partition", -1)),
        offset=int(told.get("offset", -1)),
        reason=told.get("reason", "?"),
        error=told.get("error", "?"),
        bytes=int(told.get("cut", len(record.value or b""))),
    )


def show(rows: list[Row]) -> None:
    """A table for people."""
    if not rows:
        click.echo("no dead letters")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("written", "reason", "from", "bytes"):
        table.add_column(column, no_wrap=True, justify="right" if column == "bytes" else "left")
    table.add_column("error")
    for one in rows:
        table.add_row(one.at, one.reason, f"{one.topic}/{one.partition}@{one.offset}", str(one.bytes), one.error)
    Console(highlight=False, markup=False, soft_wrap=True).print(table)
