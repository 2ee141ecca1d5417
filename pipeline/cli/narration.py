"""Escalation steps told as they happen, for people."""

from contextlib import ExitStack
from datetime import datetime
from operator import itemgetter
from typing import Any, Self

import click
import msgspec
from kafka import TopicPartition

from pipeline.ops.kafka_clients import consumer
from pipeline.ops.settings import Settings
from pipeline.wire.times import to_ms
from pipeline.wire.topics import ESCALATIONS

COLOURS = {"critical": "red", "warning": "yellow", "info": "cyan"}


class Narrator:
    """Reads the escalations topic and prints who, why, what is missing, and the words that show it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.began = 0
        """When the chats began, ms: times are told from there."""
        self.opened = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._consumer = self._stack.enter_context(consumer(self._settings, fetch_max_wait_ms=50))
        tps = [TopicPartition(ESCALATIONS.name, number) for number in range(self._settings.partitions)]
        self._consumer.assign(tps)
        self._consumer.seek_to_beginning(*tps)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def tell(self, within: float) -> None:
        """Print the steps that come within so many seconds."""
        fetched = self._consumer.poll(timeout_ms=int(within * 1000))
        records = sorted((record for some in fetched.values() for record in some), key=lambda record: record.timestamp)
        for record in records:
            self._tell(msgspec.json.decode(record.value))

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

    def _time(self, at: str) -> str:
        seconds = (to_ms(msgspec.convert(at, type=datetime)) - self.began) // 1000
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
