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
from pipeline.domain.cues import NOTHING_READ
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Erase, Event, Feedback, Verdict
from pipeline.ops.kafka_clients import partitions_of
from pipeline.ops.settings import Settings
from pipeline.wire.codec import Decoder, Rejected
from pipeline.wire.masking import mask
from pipeline.wire.times import to_iso
from pipeline.wire.told import NotOursError, read_step
from pipeline.wire.topics import ESCALATIONS

RIGHT: Mapping[Verdict, bool] = {"acknowledged": True, "resolved": True, "false_alarm": False}
"""What a verdict says of the escalation. One that was acknowledged was worth somebody's time."""
_KEPT = frozenset(
    {
        *("type", "id", "conversation_id", "at", "text", "language", "visibility", "team", "queue"),
        *("action", "outcome", "reference", "status", "agent_id", "escalation_id", "verdict"),
    }
)
_decoder = Decoder(lambda _text, _role: NOTHING_READ)


class Judged(Struct, frozen=True):
    """The verdict that counts: the last, but an acknowledgement only where nothing else was said."""

    conversation_id: str
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
    "labels": {"escalation": true or false}, "events": […]}: the label is false for `false_alarm`, true for `resolved`
    and `acknowledged`; the events are the conversation's, texts masked, so that `eval --rules R` judges them anew.
    Erased conversations are left out.
    """
    topic = settings.events_topic
    partitions = partitions_of(settings, topic)
    judged = verdicts(events_of(read_topic(settings, topic, partitions, None, EventTime())), since, until)
    steps = read_topic(settings, ESCALATIONS.name, partitions_of(settings, ESCALATIONS.name), None, _written)
    opened = {step.escalation_id: step for step in _opened(steps) if step.escalation_id in judged}
    wanted = {judged[name].conversation_id for name in opened}
    said: dict[str, list[Mapping[str, Any]]] = {name: [] for name in wanted}
    for record, event in events_of(read_topic(settings, topic, partitions, None, EventTime())):
        if (name := getattr(event, "conversation_id", None)) in said and record.value is not None:
            said[name].append(masked(msgspec.json.decode(record.value)))
    for name, step in sorted(opened.items(), key=lambda pair: pair[1].at):
        click.echo(msgspec.json.encode(line(step, judged[name], said[step.conversation_id])))
    if lost := len(judged) - len(opened):
        click.echo(f"makegood: {lost} verdicts on escalations that the topic no longer holds; left out", err=True)


def events_of(records: Iterable[Consumed]) -> Iterator[tuple[Consumed, Event]]:
    """The records that are events."""
    for record in records:
        try:
            yield record, _decoder.event(record.value, timestamp_ms=record.timestamp)
        except Rejected:
            continue


def verdicts(events: Iterable[tuple[object, Event]], since: int | None, until: int | None) -> dict[str, Judged]:
    """The verdict on each escalation; none on those of erased conversations."""
    found: dict[str, Judged] = {}
    for _, event in events:
        if isinstance(event, Erase):
            found = {name: one for name, one in found.items() if one.conversation_id != event.conversation_id}
        if not isinstance(event, Feedback) or event.at < (since or 0) or (until is not None and event.at >= until):
            continue
        if event.verdict != "acknowledged" or event.escalation_id not in found:
            found[event.escalation_id] = Judged(event.conversation_id, event.verdict, event.at)
    return found


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
