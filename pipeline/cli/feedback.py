"""``makegood feedback export``: what supervisors said of escalations, as labelled lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click
import msgspec
from msgspec import Struct

from pipeline.cli.export import EventTime
from pipeline.cli.moment import MOMENT
from pipeline.cli.options import with_settings
from pipeline.cli.reading import Consumed, read_topic
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock, Erase, Event, Feedback, Verdict
from pipeline.ops.kafka_clients import partitions_of
from pipeline.ops.settings import Settings
from pipeline.wire.codec import Decoder, Rejected, unread
from pipeline.wire.masking import mask
from pipeline.wire.times import to_iso
from pipeline.wire.told import NotOursError, read_step
from pipeline.wire.topics import ESCALATIONS

RIGHT: Mapping[Verdict, bool] = {"resolved": True, "false_alarm": False}
"""What a verdict says of the escalation. To acknowledge is none: whoever accepts a chat has done so unseen."""
_KEPT = frozenset(
    {
        *("type", "id", "conversation_id", "at", "text", "language", "visibility", "team", "queue"),
        *("action", "outcome", "reference", "status", "agent_id", "escalation_id", "verdict"),
    }
)
_decoder = Decoder(unread)


class Judged(Struct, frozen=True):
    """The verdict that counts: the last, but an acknowledgement only where nothing else was said."""

    verdict: Verdict
    at: int


@click.group()
def feedback() -> None:
    """What supervisors said of escalations."""


@feedback.command("export")
@click.option("--from", "since", type=MOMENT, help="Verdicts given at this time or later.")
@click.option("--to", "until", type=MOMENT, help="Verdicts given earlier.")
@with_settings()
def export_(since: int | None, until: int | None, settings: Settings) -> None:
    """Write each escalation that was judged to standard output, as a JSON line that `eval` reads.

    A line is {"conversation_id", "escalation_id", "reason", "severity", "score", "opened_at", "verdict", "verdict_at",
    "labels": {"escalation": true or false}, "events": […]}: the label is true for `resolved`, false for `false_alarm`;
    to acknowledge is no verdict. The events are the conversation's, texts masked, so that `eval --rules R` judges them
    anew. Erased conversations are left out.
    """
    partitions = partitions_of(settings, settings.events_topic)
    judged = verdicts((read.event for read in _input(settings, partitions)), since, until)
    steps = read_topic(settings, ESCALATIONS.name, partitions_of(settings, ESCALATIONS.name), None, _written)
    opened = {_name(step): step for step in _opened(steps) if _name(step) in judged}
    for told in labelled(opened.values(), judged, _input(settings, partitions)):
        click.echo(msgspec.json.encode(told))
    if lost := len(judged) - len(opened):
        click.echo(f"makegood: {lost} verdicts on escalations that the topic no longer holds; left out", err=True)


def verdicts(events: Iterable[Event], since: int | None, until: int | None) -> dict[tuple[str, str], Judged]:
    """The verdict on each escalation, by conversation and escalation."""
    found: dict[tuple[str, str], Judged] = {}
    for event in events:
        if not isinstance(event, Feedback) or event.at < (since or 0) or (until is not None and event.at >= until):
            continue
        if event.verdict in RIGHT:
            found[event.conversation_id, event.escalation_id] = Judged(event.verdict, event.at)
    return found


class Read(Struct, frozen=True):
    """An event of the input, and the record that carried it."""

    partition: int
    value: bytes
    event: Event


class Said(Struct):
    """What was said in a conversation since it was last erased; times in ms."""

    events: list[tuple[int, Mapping[str, Any]]] = []
    """With the time of each."""
    latest: tuple[int, int] = (-1, -1)
    """The partition of its events, and the latest time of one."""
    erased: int = -1
    """What is not later than this is erased."""

    def take(self, read: Read) -> None:
        """Its next event, in the order of its partition."""
        partition, latest = self.latest
        if isinstance(read.event, Erase):
            # A copy lies in every partition. In its own it may come late: what lies before it is erased all the same.
            self.erased = max(self.erased, read.event.at, latest if read.partition == partition else -1)
            self.events = [told for told in self.events if told[0] > self.erased]
        elif read.event.at > self.erased:
            self.events.append((read.event.at, masked(msgspec.json.decode(read.value))))
            self.latest = (read.partition, max(latest, read.event.at))


def labelled(
    opened: Iterable[EscalationStep],
    judged: Mapping[tuple[str, str], Judged],
    events: Iterable[Read],
) -> Iterator[Mapping[str, Any]]:
    """The lines, in the order in which the escalations opened; ``events``: all of the input. Nothing erased is told."""
    by_time = sorted((step for step in opened if _name(step) in judged), key=lambda step: step.at)
    said = {step.conversation_id: Said() for step in by_time}
    for read in events:
        if not isinstance(read.event, Clock) and read.event.conversation_id in said:
            said[read.event.conversation_id].take(read)
    for step in by_time:
        told = said[step.conversation_id]
        if step.at > told.erased:
            yield line(step, judged[_name(step)], [event for _, event in told.events])


def line(step: EscalationStep, judged: Judged, events: list[Mapping[str, Any]]) -> dict[str, Any]:
    """One escalation, labelled."""
    return {
        "conversation_id": step.conversation_id,
        "escalation_id": step.escalation_id,
        "reason": step.reason,
        "severity": step.severity,
        "score": step.score,
        "opened_at": to_iso(step.at),
        "verdict": judged.verdict,
        "verdict_at": to_iso(judged.at),
        "labels": {"escalation": RIGHT[judged.verdict]},
        "events": events,
    }


def masked(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event without what nobody needs for judging it, its text masked."""
    kept = {name: value for name, value in told.items() if name in _KEPT}
    if isinstance(kept.get("text"), str):
        kept["text"] = mask(kept["text"])
    if isinstance(author := told.get("author"), dict):
        kept["author"] = {name: author[name] for name in ("role", "id") if name in author}
    return kept


def _name(step: EscalationStep) -> tuple[str, str]:
    return step.conversation_id, step.escalation_id


def _input(settings: Settings, partitions: int) -> Iterator[Read]:
    """The events of the input."""
    for record in read_topic(settings, settings.events_topic, partitions, None, EventTime()):
        try:
            event = _decoder.event(record.value, timestamp_ms=record.timestamp)
        except Rejected:
            continue
        yield Read(record.partition, record.value or b"", event)


def _opened(records: Iterable[Consumed]) -> Iterator[EscalationStep]:
    for record in records:
        try:
            step = read_step(record.value or b"")
        except NotOursError:
            continue
        if step.type == "opened":
            yield step


def _written(record: Consumed) -> int:
    return record.timestamp
