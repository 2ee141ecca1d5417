"""The console's HTTP application: its addresses, and what each answers."""

import asyncio
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import msgspec
from aiohttp import web
from msgspec import Struct

from pipeline.console.clock import Clock
from pipeline.console.conversation_page import ConversationPage
from pipeline.console.explainer import Explainer
from pipeline.console.floor import FloorStore
from pipeline.console.floor_page import FloorPage, Team
from pipeline.console.guard import Guard
from pipeline.console.handing import Handed, HandingError, SendAnswer, answer_of
from pipeline.console.live import Live
from pipeline.console.now_page import Cards, NowPage
from pipeline.console.parts import Page
from pipeline.console.practice import Practice
from pipeline.console.practice_page import PracticePage, Span
from pipeline.console.store import Store
from pipeline.console.templating import render
from pipeline.console.verdicts import Verdicts, feedback_of
from pipeline.console.wall import MOST_SHOWN, SHOWN, Filters, Rows
from pipeline.domain.events import Verdict
from pipeline.domain.rules import Rules
from pipeline.ops.complaint import Complaint
from pipeline.wire.codec import ReadAll

STATIC = Path(str(resources.files("pipeline.console"))) / "static"
WRONG_TOKEN_S = 1.0
"""How late a wrong token is answered: guessing is slow."""


class Console(Struct, frozen=True, kw_only=True):
    """What the addresses answer from."""

    store: Store
    clock: Clock
    rules: Rules
    read_all: ReadAll
    """How texts are read: the worker's way."""
    guard: Guard
    verdicts: Verdicts
    practice: Practice
    floor: FloorStore
    answer: SendAnswer
    agents: bool
    """Whether *Practice* shows agents by id, not only teams."""
    trouble: Callable[[], str | None]
    """Why what is shown may be old, in a few words."""


class Given(Struct, frozen=True, kw_only=True):
    """A verdict, as the page's form sends it."""

    conversation_id: str
    escalation_id: str
    verdict: Verdict
    by: str = ""


def application(console: Console) -> web.Application:
    """The application, ready to be served."""
    app = web.Application(middlewares=[console.guard.middleware], client_max_size=16 << 10)
    site = Site(console)
    app.on_shutdown.append(site.live.stop)
    app.add_routes(
        [
            web.get("/", site.page),
            web.get("/conversation/{id}", site.page),
            web.get("/practice", site.page),
            web.get("/floor", site.page),
            web.get("/live", site.changes),
            web.get("/live/practice", site.changes),
            web.get("/live/floor", site.changes),
            web.get("/live/conversation/{id}", site.changes),
            web.post("/verdict", site.verdict),
            web.post("/floor", site.hand),
            web.get("/login", site.login),
            web.post("/login", site.log_in),
            web.get("/health", site.health),
            web.get("/ready", site.ready),
            web.static("/static", STATIC),
        ]
    )
    return app


class Site:
    """The handlers."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rows = Rows(console.store, console.floor)
        self._cards = Cards(console.guard.csrf)
        self._explainer = Explainer(console.rules, console.clock, console.read_all)
        for keeper in (self._rows, self._cards, self._explainer):
            console.store.tell_forgotten(keeper.forget)
        self.live = Live(console.clock, console.trouble)

    async def page(self, request: web.Request) -> web.Response:
        """A page, as it is now."""
        page = self._page(request)
        guard = self._console.guard
        return self._html(
            render(
                page.template,
                parts=await page.parts(),
                live="/live" + (request.path_qs.removeprefix("/") if request.path == "/" else request.path_qs),
                clock=self._console.clock.moment(),
                csrf=guard.csrf,
                path=request.path,
            )
        )

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """The same page's changes as they come."""
        return await self.live.serve(request, self._page(request))

    async def verdict(self, request: web.Request) -> web.Response:
        """Write a verdict where the conversation's own events are."""
        try:
            given = msgspec.convert(dict(await request.post()), Given)
        except msgspec.ValidationError as error:
            raise web.HTTPBadRequest(text=f"no verdict: {error}\n") from None
        chat = self._console.store.chat(given.conversation_id)
        if chat is None or given.escalation_id not in chat.escalations:
            raise web.HTTPNotFound(text="this escalation is no longer held\n")
        by = " ".join(given.by.split())[:LONGEST_NAME] or "console"
        at = self._console.clock.for_event(chat.partition)
        feedback = feedback_of(chat.id, given.escalation_id, given.verdict, by, at)
        try:
            await asyncio.to_thread(self._console.verdicts.send, feedback, chat.partition)
        except Complaint as complaint:
            raise web.HTTPServiceUnavailable(text=f"not written: {complaint}\n") from None
        return _written(request)

    async def hand(self, request: web.Request) -> web.Response:
        """Write for routing who is to have a chat."""
        console = self._console
        try:
            handed = msgspec.convert(dict(await request.post()), Handed)
            answer = answer_of(handed, console.floor, console.clock.for_routing())
        except msgspec.ValidationError as error:
            raise web.HTTPBadRequest(text=f"no answer: {error}\n") from None
        except HandingError as error:
            raise web.HTTPConflict(text=f"{error}\n") from None
        try:
            await asyncio.to_thread(console.answer, answer)
        except Complaint as complaint:
            raise web.HTTPServiceUnavailable(text=f"not written: {complaint}\n") from None
        return _written(request)

    async def login(self, request: web.Request) -> web.Response:
        """Ask for the token."""
        to = _inside(request.query.get("to", "/"))
        if self._console.guard.knows(request):
            raise web.HTTPSeeOther(to)
        return self._html(render("login.html", to=to, wrong=False))

    async def log_in(self, request: web.Request) -> web.Response:
        """Take the token, and remember the browser."""
        told = await request.post()
        to = _inside(str(told.get("to", "/")))
        if not self._console.guard.accepts(str(told.get("token", ""))):
            await asyncio.sleep(WRONG_TOKEN_S)
            return self._html(render("login.html", to=to, wrong=True), status=401)
        response = web.HTTPSeeOther(to)
        self._console.guard.log_in(response, encrypted=request.secure)
        raise response

    async def health(self, _request: web.Request) -> web.Response:
        """The process lives."""
        return web.Response(text="ok\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """What is shown is as new as what Kafka holds."""
        wrong = self._console.trouble()
        return web.Response(status=503 if wrong else 200, text=f"{wrong or 'ok'}\n")

    def _page(self, request: web.Request) -> Page:
        console = self._console
        if (name := request.match_info.get("id")) is not None:
            return ConversationPage(console.store, self._explainer, name, console.guard.csrf)
        told = {name: value for name, value in request.query.items() if value}
        try:
            if request.path.endswith("/practice"):
                span = msgspec.convert(told, Span, strict=False)
                return PracticePage(console.practice, console.store, console.clock, span, agents=console.agents)
            if request.path.endswith("/floor"):
                return FloorPage(console.floor, msgspec.convert(told, Team), console.guard.csrf)
            shown = min(MOST_SHOWN, max(1, int(told.pop("shown", SHOWN))))
            filters = msgspec.convert(told, Filters)
        except (msgspec.ValidationError, ValueError):
            raise web.HTTPBadRequest(text="no such filter: team, queue, reason and severity are known\n") from None
        return NowPage(console.store, self._rows, self._cards, filters, shown)

    def _html(self, html: str, status: int = 200) -> web.Response:
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


LONGEST_NAME = 64
OURS = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path, as we give it: printable ASCII, other characters encoded. Nothing that somebody reads differently: what sends
it and browsers drop tabs and new lines, and browsers take a backslash for a slash."""


def _written(request: web.Request) -> web.Response:
    if "text/html" in request.headers.get("Accept", ""):
        raise web.HTTPSeeOther(request.headers.get("Referer", "/"))
    return web.Response(status=202, text="written\n")


def _inside(to: str) -> str:
    """An address of ours, whatever was asked for: a login leads nowhere else."""
    return to if OURS.fullmatch(to) else "/"
