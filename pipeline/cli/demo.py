"""``makegood demo``: everything on this machine, with chats that play ten times as fast as they happened."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import click
import msgspec

from pipeline.cli.amounts import SPEED
from pipeline.cli.demo_chats import events
from pipeline.cli.demo_seniors import Seniors
from pipeline.cli.embedded_broker import EmbeddedBroker, end, free_port
from pipeline.cli.event_file import numbered_lines
from pipeline.cli.ingest import Ingestion
from pipeline.cli.narration import Narrator
from pipeline.cli.playing import Playing
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import producer
from pipeline.ops.settings import Settings, load_settings
from pipeline.ops.topics import create_topics
from pipeline.wire.codec import Rejected
from pipeline.wire.exported import read_line

AFTERWARDS_MS = 15 * 60_000
"""How long time goes on after the last event: promises of ten minutes fall due."""
READY_WITHIN = 60.0


@click.command()
@click.option("--speed", default=10.0, type=SPEED, help="Seconds of chat a second.")
@click.option("--chats", type=click.Path(exists=True, dir_okay=False), help="Events as JSON lines, instead of ours.")
@click.option("--port", type=int, help="Of the embedded broker (a free one).")
@click.option("--write", metavar="FILE", help="Only write our forty chats into this file, and end.")
def demo(speed: float, chats: str | None, port: int | None, write: str | None) -> None:
    """Play chats through an embedded broker and a worker; print each step of an escalation and what seniors do.

    Ctrl-C stops it all. On a terminal the console stays after the last chat.
    """
    told = list(our_lines()) if chats is None else [line for _, line in numbered_lines(chats, "demo")]
    if write is not None:
        _write(told, write)
        return
    for number in (signal.SIGINT, signal.SIGTERM):  # shells start what runs in the background deaf to Ctrl-C
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        click.echo("Starting an embedded broker, a worker and the console …", err=True)
        broker = stack.enter_context(EmbeddedBroker(port))
        settings = load_settings({"broker": broker.address, "clock": "log", "partitions": 4}, environment={})
        create_topics(settings)
        # Side by side: each takes its time to import what it needs.
        worker, console = (stack.enter_context(Running(name, settings)) for name in ("worker", "console"))
        worker.wait_until_ready()
        narrator = stack.enter_context(Narrator(settings))
        player = Player(settings, told, speed)
        narrator.began = player.first
        click.echo(
            f"Playing {player.conversations} chats at {speed:g} times their pace. Ctrl-C stops it all.", err=True
        )
        seniors = Seniors(settings, player.first, speed)
        player.start()
        seniors.start()
        stack.callback(seniors.stop)
        # It reads the topics from their beginning: the chats need not wait for it.
        console.wait_until_ready()
        click.echo(f"See who needs a senior on http://{console.address}/\n", err=True)
        while player.is_alive():
            narrator.tell(within=0.2)
            worker.complain()
            console.complain()
            seniors.complain()
        player.complain()
        narrator.tell(within=3.0)
        summary = (
            f"{narrator.opened} escalations in {player.conversations} chats, {narrator.acknowledged} taken by seniors"
        )
        click.echo(f"\n{summary}. Why, line by line:", err=True)
        hint = (
            f"makegood explain {chats}" if chats else "makegood demo --write chats.jsonl; makegood explain chats.jsonl"
        )
        click.echo(f"  {hint}", err=True)
        if sys.stdout.isatty():
            click.echo(f"\nThe console stays on http://{console.address}/ until Ctrl-C.", err=True)
            signal.pause()


def our_lines() -> Iterator[bytes]:
    """The chats that come with Makegood, as lines of a file of events."""
    return map(msgspec.json.encode, events())


def _write(lines: Sequence[bytes], name: str) -> None:
    try:
        with click.open_file(name, "wb") as file:
            file.writelines(line + b"\n" for line in lines)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Complaint(f"{name}: {error.strerror}") from None


class Running:
    """A process of ours that answers on an address of its own; ended with the block."""

    def __init__(self, command: str, settings: Settings) -> None:
        self._command = command
        self.address = f"127.0.0.1:{free_port()}"
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        told = {"MAKEGOOD_BROKER": settings.broker, "MAKEGOOD_CLOCK": settings.clock, "MAKEGOOD_HTTP": self.address}
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-m", "pipeline.cli.main", command],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **told},
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C is for us; we stop it before the broker
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        end(self._process)
        self._said.close()

    def wait_until_ready(self) -> None:
        """Return when it says that it is; raises Complaint with its last words where it ends or takes too long."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"http://{self.address}/ready", timeout=1):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        self._said.seek(0)
        words = self._said.read().decode(errors="replace").strip().splitlines()
        raise Complaint(f"the {self._command} did not start: {words[-1] if words else 'it said nothing'}")

    def complain(self) -> None:
        """Raise Complaint where it has ended."""
        if (status := self._process.poll()) is not None:
            raise Complaint(f"the {self._command} ended with status {status}")


class Player(threading.Thread):
    """Sends events at their pace, and lets time go on after the last one."""

    def __init__(self, settings: Settings, lines: Sequence[bytes], speed: float) -> None:
        super().__init__(name="player", daemon=True)
        self._settings = settings
        self._speed = speed
        self._failed: Exception | None = None
        with producer(settings) as sender:  # only for reading: what is no event is found before anything plays
            reading = Ingestion(settings.events_topic, settings.partitions, sender, shift_to_now=False)
            try:
                self._events = [reading.read(read_line(line)) for line in lines]
            except Rejected as error:
                raise Complaint(f"--chats: {error.in_full}; makegood replay tells each such line") from None
        self._events.sort(key=lambda told: told[1].at)
        self.first = self._events[0][1].at
        self.conversations = len({getattr(event, "conversation_id", None) for _, event in self._events} - {None})

    def run(self) -> None:
        """Play."""
        try:
            with producer(self._settings, linger_ms=0) as sender:
                topic, partitions = self._settings.events_topic, self._settings.partitions
                ingestion = Ingestion(topic, partitions, sender, shift_to_now=False)
                playing = Playing(self._speed, ingestion.tell_time)
                for value, event in self._events:
                    playing.wait_for(event.at)
                    ingestion.send(value, event)
                ingestion.tell_time(ingestion.latest + AFTERWARDS_MS)
        except Exception as error:  # noqa: BLE001 - said in the main thread
            self._failed = error

    def complain(self) -> None:
        """Raise what ended the playing early."""
        if self._failed:
            raise self._failed
