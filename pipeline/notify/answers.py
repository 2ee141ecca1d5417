"""The page on which a senior answers by a signed link. To open it changes nothing: mail scanners open every link."""

import asyncio
import time
from collections.abc import Callable
from importlib import resources
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.domain.floor import Answer, AnswerType
from pipeline.notify.links import PATH, Asked, LinkError, asked_by, chat_page
from pipeline.notify.targets import Answers, Targets
from pipeline.ops import delivery_metrics as metrics
from pipeline.ops.complaint import Complaint

STYLE = "/answer.css"
CHOICES: dict[AnswerType, str] = {"accept": "I take it", "decline": "Not me", "done": "It is done"}
SAID: dict[AnswerType, str] = {
    "accept": "You have it. If it had gone to somebody else meanwhile, nothing has changed.",
    "decline": "Somebody else will be asked.",
    "done": "Noted as done.",
}
LARGEST = 4_096
"""Bytes of a form."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Send = Callable[[Answer], None]
"""Writes an answer to the routing topic, and returns when the broker has it; called in a thread. Raises Complaint."""


class AnswerPages:
    """Both pages; ``now`` is in seconds since the epoch."""

    def __init__(self, answers: Answers, targets: Targets, send: Send, now: Callable[[], float] = time.time) -> None:
        self._answers = answers
        self._targets = targets
        self._send = send
        self._now = now
        # Behind a proxy the pages may stand below a path.
        self._style = urlsplit(answers.address).path.rstrip("/") + STYLE
        self._template = Environment(
            loader=PackageLoader("pipeline.notify"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        ).get_template("answer.html")

    def application(self) -> web.Application:
        """The pages as an application."""
        made = web.Application(client_max_size=LARGEST)
        made.router.add_get(PATH, self.ask)
        made.router.add_post(PATH, self.take)
        made.router.add_get(STYLE, self.style)
        made.router.add_get("/health", self.health)
        return made

    async def ask(self, request: web.Request) -> web.Response:
        """Ask what the senior says."""
        try:
            asked = asked_by(self._answers, request.query, self._now())
        except LinkError as error:
            return self._page(403, "This link does not work", f"{error}.")
        return self._page(200, "Do you take this chat?", f"Chat {asked.conversation_id}, for {asked.senior_id}.", asked)

    async def take(self, request: web.Request) -> web.Response:
        """Write what the senior said. The same answer twice changes nothing: routing sees that it has it."""
        try:
            asked = asked_by(self._answers, request.query, self._now())
        except LinkError as error:
            return self._page(403, "This link does not work", f"{error}.")
        said = (await request.post()).get("answer")
        answer = next((one for one in CHOICES if one == said), None)
        if answer is None:
            return self._page(400, "Nothing was said", f"An answer is one of {', '.join(CHOICES)}.", asked)
        event = Answer(
            at=int(self._now() * 1000),
            conversation_id=asked.conversation_id,
            senior_id=asked.senior_id,
            answer=answer,
            assignment_id=asked.assignment_id,
        )
        try:
            await asyncio.to_thread(self._send, event)
        except Complaint:
            return self._page(503, "Not sent", "Kafka does not answer. Try again, or answer in the console.", asked)
        metrics.ANSWERS.labels(answer).inc()
        return self._page(200, "Thank you", SAID[answer], told=asked)

    async def style(self, request: web.Request) -> web.Response:
        """How it looks."""
        del request
        text = (resources.files("pipeline.notify") / "templates" / "answer.css").read_text("utf-8")
        return web.Response(text=text, content_type="text/css", headers=HEADERS)

    async def health(self, request: web.Request) -> web.Response:
        """That it is there."""
        del request
        return web.Response(text="ok\n", headers=HEADERS)

    def _page(
        self, status: int, heading: str, text: str, asked: Asked | None = None, told: Asked | None = None
    ) -> web.Response:
        about = asked or told
        console = chat_page(self._targets, about.conversation_id) if about else None
        page = self._template.render(
            style=self._style, heading=heading, text=text, asked=asked, answers=CHOICES, console_url=console
        )
        return web.Response(text=page, content_type="text/html", status=status, headers=HEADERS)
