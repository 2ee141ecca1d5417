"""The console as a process: the feeds, the store, the server."""

import asyncio
import signal
from collections.abc import Callable, Collection
from contextlib import suppress

from aiohttp import web
from msgspec import Struct

from pipeline.console.app import Console, application
from pipeline.console.clock import Clock
from pipeline.console.feed import Feed
from pipeline.console.floor import FloorStore
from pipeline.console.guard import Guard
from pipeline.console.handing import sender
from pipeline.console.intake import Intake
from pipeline.console.practice import Practice
from pipeline.console.reading import Place
from pipeline.console.store import Store
from pipeline.console.verdicts import Verdicts
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.ops.complaint import Complaint
from pipeline.ops.http import on_loopback
from pipeline.ops.settings import Settings
from pipeline.wire.masking import secrets
from pipeline.wire.topics import ESCALATIONS, ROUTING_STATE, STATUS

STEPS_HOURS = 72.0
"""No escalation stays open longer: a conversation ends 48 h after its last event, its escalations 24 h later."""
MOST_COUNTED = 100_000
"""Events that are read anew at a start to be counted: some ten seconds."""
MOST_RECORDS = 400_000
"""Events of the input that are read at a start, over all partitions."""


class Serving(Struct, frozen=True, kw_only=True):
    """What a console is told beside the settings."""

    partitions: int
    """Of the input."""
    hours: float
    """How far back transcripts reach at the start."""
    names: Collection[str] = ()
    """Hosts by which browsers may call it."""


def serve(settings: Settings, rules: Rules, serving: Serving, said: Callable[[str], None]) -> int:
    """Serve the console on ``settings.http`` until SIGINT or SIGTERM; ``said`` is told the address.

    Returns the exit status.

    Raises:
        Complaint: the address is taken, or open to the network without a token.
    """
    host, _, _ = settings.http.rpartition(":")
    if settings.http_token is None and not on_loopback(host):
        raise Complaint(
            f"MAKEGOOD_HTTP {settings.http} is open to the network: set MAKEGOOD_HTTP_TOKEN, or listen on 127.0.0.1"
        )
    return asyncio.run(_serve(settings, rules, serving, said))


async def _serve(settings: Settings, rules: Rules, serving: Serving, said: Callable[[str], None]) -> int:
    clock = Clock(settings.clock)
    store = Store(clock)
    partitions = serving.partitions
    intake = Intake(store, clock)
    outputs = [Place(ESCALATIONS.name, partitions, STEPS_HOURS), Place(STATUS.name, partitions)]
    events = [Place(settings.events_topic, partitions, serving.hours, MOST_RECORDS // partitions)]
    loop = asyncio.get_running_loop()
    read_all = Reader(secrets).read_all
    practice = Practice(rules, read_all, clock)
    # Reading texts takes time, so counting has a feed of its own: what needs somebody now does not wait for it.
    counted = [Place(settings.events_topic, partitions, serving.hours, MOST_COUNTED // partitions)]
    floor = FloorStore()
    stopped = asyncio.Event()

    def ended() -> None:
        with suppress(RuntimeError):  # closed: the console has ended for another feed's sake
            loop.call_soon_threadsafe(stopped.set)

    shown = [
        Feed(settings, outputs, intake.outputs, loop, ended),
        Feed(settings, events, intake.events, loop, ended),
        Feed(settings, [Place(ROUTING_STATE.name, 1)], floor.take, loop, ended),
    ]
    feeds = [*shown, Feed(settings, counted, practice.take, None, ended)]

    def trouble() -> str | None:
        failed = next((feed.failed for feed in feeds if feed.failed), None)
        return failed or ("reading what Kafka holds" if any(feed.behind for feed in shown) else None)

    console = Console(
        store=store,
        clock=clock,
        rules=rules,
        read_all=read_all,
        guard=Guard(settings.http_token, serving.names),
        verdicts=Verdicts(settings),
        practice=practice,
        floor=floor,
        answer=sender(settings),
        agents=settings.metrics_by_agent,
        trouble=trouble,
    )
    runner = web.AppRunner(application(console), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        said(await _listen(runner, settings.http))
        for feed in feeds:
            feed.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        await stopped.wait()
    finally:
        for feed in feeds:
            feed.stop()
        await runner.cleanup()
    return 1 if any(feed.fault for feed in feeds) else 0


async def _listen(runner: web.AppRunner, address: str) -> str:
    """Listen, and return the page's address."""
    host, _, port = address.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
    except (OSError, OverflowError) as error:
        raise Complaint(f"cannot listen on {address} ({error}): choose another address with --http") from error
    return f"http://{host or '127.0.0.1'}:{runner.addresses[0][1]}/"
