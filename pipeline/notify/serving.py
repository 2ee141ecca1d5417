"""``makegood notify`` as a process: the reading thread, the couriers, the answer pages."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TypeAlias

import aiohttp
from aiohttp import web

from pipeline.notify import attempts
from pipeline.notify.answers import AnswerPages
from pipeline.notify.courier import Courier
from pipeline.notify.desk import Desk
from pipeline.notify.letters import Letters
from pipeline.notify.membership import Member
from pipeline.notify.nudging import Nudging
from pipeline.notify.reading import Reading
from pipeline.notify.standings import Standings
from pipeline.notify.targets import Answers, Targets
from pipeline.ops import delivery_metrics as metrics
from pipeline.ops import http
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import write
from pipeline.ops.settings import Settings
from pipeline.wire.routing import encode_event

Said: TypeAlias = Callable[[str], None]


def serve(settings: Settings, targets: Targets, said: Said) -> int:
    """Deliver until SIGINT or SIGTERM; the exit status. ``said`` is told addresses. Raises Complaint."""
    return asyncio.run(_serve(settings, targets, said))


async def _serve(settings: Settings, targets: Targets, said: Said) -> int:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(auto_decompress=False, cookie_jar=_none()))
        couriers = [Courier(one, attempts.webhook(one, session)) for one in targets.webhook]
        couriers += [Courier(one, attempts.message(one)) for one in targets.message]
        for courier in couriers:
            metrics.begin(courier.target.name)

        def ended() -> None:
            loop.call_soon_threadsafe(stopped.set)

        letters = Letters(settings, loop, ended)
        letters.start()
        stack.push_async_callback(letters.close)
        desk = Desk(targets, couriers, letters.write)
        stack.push_async_callback(desk.close)
        reading = Reading(settings, desk, loop, ended)
        metrics.HOLDING.set_function(lambda: reading.holds)
        members: list[Member] = [reading]
        if targets.nudged:
            nudging = Nudging(targets, couriers)
            stack.push_async_callback(nudging.forget)
            members.append(Standings(settings, nudging, loop, ended))
        server = http.serve(
            settings, health=lambda: None, ready=lambda: next((one.failed for one in members if one.failed), None)
        )
        stack.callback(server.shutdown)
        if targets.answers:
            pages = AnswerPages(targets.answers, targets, lambda answer: write(settings, encode_event(answer)))
            said(f"Seniors answer on {await _listen(stack, targets.answers, pages)}")
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        for member in members:
            member.start()
        said(f"Telling {', '.join(courier.target.name for courier in couriers)}")
        await stopped.wait()
        for member in members:
            member.stop()
        for member in members:
            await asyncio.to_thread(member.join, 10.0)
    return 1 if letters.fault or any(member.fault for member in members) else 0


def _none() -> aiohttp.DummyCookieJar:
    """What a target sets as cookies is none of our business."""
    return aiohttp.DummyCookieJar()


async def _listen(stack: AsyncExitStack, answers: Answers, pages: AnswerPages) -> str:
    runner = web.AppRunner(pages.application(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, _, port = answers.listen.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
    except (OSError, OverflowError) as error:
        raise Complaint(f"answers, listen: cannot listen on {answers.listen} ({error})") from error
    return f"http://{host or '127.0.0.1'}:{runner.addresses[0][1]}"
