"""Escalation steps, and what seniors do about them, told as they happen, for people."""

from contextlib import ExitStack
from datetime import datetime
from operator import itemgetter
from typing import Any, Self

import click
import msgspec
from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from pipeline.ops.kafka_clients import consumer
from pipeline.ops.settings import Settings
from pipeline.wire.times import to_ms
from pipeline.wire.topics import ASSIGNMENTS, ESCALATIONS, ROUTING

COLOURS = {"critical": "red", "warning": "yellow", "info": "cyan"}


class Narrator:
    """Reads what is escalated and prints who, why, what is missing, and the words that show it; then who takes it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.began = 0
        """When the chats began, ms: times are told from there."""
        self.opened = 0
        self.acknowledged = 0
        """How many assignments seniors have accepted."""
        self._later: list[Any] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._consumer = self._stack.enter_context(consumer(self._settings, fetch_max_wait_ms=50))
        tps = [TopicPartition(ESCALATIONS.name, number) for number in range(self._settings.partitions)]
        tps += [TopicPartition(ASSIGNMENTS.name, 0), TopicPartition(ROUTING.name, 0)]
        self._consumer.assign(tps)
        self._consumer.seek_to_beginning(*tps)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def tell(self, within: float) -> None:
        """Print the steps that come within so many seconds."""
        fetched = self._consumer.poll(timeout_ms=int(within * 1000))
        found = [record for some in fetched.values() for record in some]
        steps = [record for record in found if record.topic == ESCALATIONS.name]
        # What is decided about a step may be fetched before it: it waits for one more look.
        told, self._later = steps + self._later, [record for record in found if record.topic != ESCALATIONS.name]
        read = [(record, msgspec.json.decode(record.value)) for record in told]
        for record, what in sorted(read, key=lambda one: (one[0].timestamp, _rank(*one))):
            if record.topic == ESCALATIONS.name:
                self._tell(what)
            elif record.topic == ASSIGNMENTS.name:
                self._decided(what)
            elif what.get("type") == "answer":
                self._answered(what)

    def _tell(self, step: dict[str, Any]) -> None:
        colour = COLOURS.get(step["severity"]) if step["type"] in {"opened", "raised"} else "green"
        why = f" ({step['why']})" if "why" in step else ""
        head = f"{self._time(step['at'])}  {step['type'].upper() + why:<22}{step['severity']:<9}{step['reason']}"
        click.secho(head, fg=colour, bold=True)
        click.echo(f"       {step['conversation_id']}{', agent ' + step['agent'] if 'agent' in step else ''}")
        if step["type"] == "opened":
            self.opened += 1
        if step["type"] in {"opened", "raised"}:
            if step.get("missing"):
                click.echo(f"       missing: {step['missing']}")
            for shown in sorted(step.get("evidence", ()), key=itemgetter("at")):
                click.echo(f"       {self._time(shown['at'])} {shown['role']}: “{shown['quote']}”")
        click.echo()

    def _decided(self, decision: dict[str, Any]) -> None:
        whose = f" to {decision['senior']}" if "senior" in decision and decision["type"] != "released" else ""
        if decision["type"] == "reassigned" and not whose:
            whose = " to nobody yet"
        about = decision.get("conversation_id") or f"team {decision.get('team')}: {decision.get('waiting')} wait"
        head = f"{decision['type']}{whose} ({decision['why'].replace('_', ' ')})"
        click.secho(f"{self._time(decision['at'])}    {head:<46} {about}", fg="blue")

    def _answered(self, answer: dict[str, Any]) -> None:
        if answer["answer"] == "accept":
            self.acknowledged += 1
        said = {"accept": "has it"}.get(answer["answer"], answer["answer"].replace("_", " "))
        click.secho(
            f"{self._time(answer['at'])}    {answer['senior_id'] + ': ' + said:<46} {answer['conversation_id']}",
            fg="blue",
        )

    def _time(self, at: str) -> str:
        seconds = (to_ms(msgspec.convert(at, type=datetime)) - self.began) // 1000
        return f"{seconds // 60:02d}:{seconds % 60:02d}"


def _rank(record: ConsumerRecord, what: dict[str, Any]) -> int:
    """Of what has the same time: the step, what is decided and answered, that the answer is known."""
    return 1 if record.topic != ESCALATIONS.name else 2 if what["type"] == "acknowledged" else 0
