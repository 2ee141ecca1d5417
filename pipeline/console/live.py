"""What has changed on a page, to the browsers that show it: server-sent events."""

import asyncio
from collections.abc import Callable

import msgspec
from aiohttp import web

from pipeline.console.clock import Clock
from pipeline.console.guard import HEADERS
from pipeline.console.parts import Page, Sent

PAUSE_S = 0.3
"""Between two messages to a browser: what happens meanwhile goes into one."""
CLOCK_S = 1.0
MOST = 200
"""Browsers at a time."""


class Live:
    """Feeds the browsers until told to stop."""

    def __init__(self, clock: Clock, trouble: Callable[[], str | None]) -> None:
        self._clock = clock
        self._trouble = trouble
        self._browsers: set[asyncio.Task[None]] = set()

    async def serve(self, request: web.Request, page: Page) -> web.StreamResponse:
        """Send changes of ``page`` until the browser goes or the console ends."""
        if len(self._browsers) >= MOST:
            raise web.HTTPServiceUnavailable(text=f"{MOST} browsers are watching already\n")
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        task = asyncio.create_task(self._feed(response, page))
        self._browsers.add(task)
        try:
            await task
        except (ConnectionError, asyncio.CancelledError):
            task.cancel()
            if (current := asyncio.current_task()) is not None and current.cancelling():
                raise
        finally:
            self._browsers.discard(task)
        return response

    async def stop(self, _app: web.Application) -> None:
        """Let all browsers go."""
        for task in list(self._browsers):
            task.cancel()

    async def _feed(self, response: web.StreamResponse, page: Page) -> None:
        sent, told_at = Sent(), 0.0
        version: object = None
        loop = asyncio.get_running_loop()
        while True:
            message = {}
            if version != (newest := page.version):
                version = newest
                message = sent.changes(await page.parts())
            if message or loop.time() - told_at >= CLOCK_S:
                told_at = loop.time()
                message |= {"clock": self._clock.moment(), "trouble": self._trouble()}
                await response.write(b"data: " + msgspec.json.encode(message) + b"\n\n")
            await asyncio.sleep(PAUSE_S)
