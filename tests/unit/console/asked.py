"""A console in memory, and what it is asked."""

import asyncio
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from pipeline.console.app import Console, application
from pipeline.console.clock import Clock
from pipeline.console.floor import FloorStore
from pipeline.console.guard import CSRF_FIELD, Guard
from pipeline.console.practice import Practice
from pipeline.console.store import Store
from pipeline.domain.events import Feedback
from pipeline.domain.floor import Answer
from pipeline.domain.rules import Rules
from pipeline.ops.secret import Secret
from pipeline.wire.codec import unread
from tests.unit.console.told import case, entry, senior, step


class Written:
    """Takes verdicts where Kafka would."""

    def __init__(self) -> None:
        self.sent: list[tuple[Feedback, int]] = []

    def send(self, feedback: Feedback, partition: int) -> None:
        self.sent.append((feedback, partition))


class Asked:
    """A console in memory, with one escalated chat in partition 3."""

    def __init__(self, token: str | None = None, names: tuple[str, ...] = ()) -> None:
        self.written: Any = Written()
        self.clock = Clock("log")
        self.store = Store(self.clock)
        self.clock.see(3, 7_000)
        self.store.step(3, step(missing="the refund"), 1)
        self.guard = Guard(Secret(token) if token else None, names)
        self.trouble: str | None = None
        self.practice = Practice(Rules(), unread, self.clock)
        self.floor = FloorStore()
        self.answered: list[Answer] = []

    def console(self) -> Console:
        return Console(
            store=self.store,
            clock=self.clock,
            rules=Rules(),
            read_all=unread,
            guard=self.guard,
            verdicts=self.written,
            practice=self.practice,
            floor=self.floor,
            answer=self.answered.append,
            agents=False,
            trouble=lambda: self.trouble,
        )

    def ask(self, method: str, path: str, **more: Any) -> tuple[int, str, ClientResponse]:  # noqa: ANN401
        """One request; status, body, answer."""

        async def asking() -> tuple[int, str, ClientResponse]:
            async with TestClient(TestServer(application(self.console()))) as client:
                answer = await client.request(method, path, allow_redirects=False, **more)
                return answer.status, await answer.text(), answer

        return asyncio.run(asking())

    def verdict(self, **more: Any) -> tuple[int, str, ClientResponse]:  # noqa: ANN401
        told = {"conversation_id": "c-1", "escalation_id": "c-1/empathy_without_action", "verdict": "acknowledged"}
        told |= {CSRF_FIELD: self.guard.csrf, **more.pop("told", {})}
        return self.ask("POST", "/verdict", data=told, **more)

    def hand(self, **told: str) -> tuple[int, str, ClientResponse]:
        return self.ask("POST", "/floor", data={CSRF_FIELD: self.guard.csrf, "conversation_id": "c-1", **told})


def floored(**more: Any) -> Asked:  # noqa: ANN401
    """A console whose chat s-1 was asked to take; s-2 is there as well."""
    asked = Asked()
    told = {"phase": "assigned", "owner": "s-1", "assignments": 1, **more}
    asked.floor.take([entry(senior("s-1")), entry(senior("s-2")), entry(case(**told))])
    return asked
