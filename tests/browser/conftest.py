"""A broker, a worker and consoles once for all tests here; each test has a team of its own, and browser windows."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.brokers import EmbeddedBroker
from tests.needs import needs
from tests.running import Stage
from tests.simulated import AGAIN, EMPATHY, PROBLEM, iso
from tests.waiting import LIMIT, until
from tests.worker_process import Worker

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run")
"""Root needs the first; the others keep Chromium from calling anybody."""
TOKEN = "open-sesame"  # noqa: S105 - of a console that lives for one test

LIMIT_MS = LIMIT * 1000
expect.set_options(timeout=LIMIT_MS)

Window = Callable[..., Page]
IN_SECONDS = {"h": 3_600, "m": 60, "s": 1}


class Playing(Stage):
    """A stage in real time, with a console; ``address`` is the console's."""

    def __init__(self, broker: str) -> None:
        super().__init__(broker)
        self.others: list[Worker] = []
        """What is no worker."""
        self.console = self.process("console", MAKEGOOD_CLOCK="wall")
        self.worker(MAKEGOOD_CLOCK="wall")
        until(lambda: self.console.get("/ready"), what="the console")
        self.until(lambda: self.workers[0].owned() == self.partitions, "the worker")
        self.address = f"http://127.0.0.1:{self.console.port}"

    def process(self, command: str, **environment: str) -> Worker:
        """Another process of ours, ended with the stage."""
        process = Worker(["pipeline.cli.main", command], self.broker, self.app, environment)
        self.others.append(process)
        return process

    def end(self) -> None:
        super().end()
        for process in self.others:
            process.kill()


class Chats:
    """Chats of one team, told in seconds before now; the conversations are named after it."""

    _numbers = count()

    def __init__(self, stage: Playing, team: str) -> None:
        self.stage = stage
        self.team = team

    def tell(self, *lines: tuple[float, str, str], name: str = "chat") -> str:
        """Write a chat: (seconds ago, role, text). Its conversation's id."""
        conversation = f"{self.team}-{name}"
        self.stage.write([event(conversation, self.team, *line) for line in lines])
        return conversation

    def escalate(self, name: str = "chat", problem: str = PROBLEM) -> str:
        """A chat whose second empathic reply escalates it at once."""
        return self.tell((150, "customer", problem), (140, "agent", EMPATHY), (5, "agent", AGAIN), name=name)


def event(conversation: str, team: str, ago: float, role: str, text: str) -> Mapping[str, Any]:
    at = datetime.now(UTC) - timedelta(seconds=ago)
    return {
        "type": "message",
        "id": f"m-{next(Chats._numbers)}",
        "conversation_id": conversation,
        "at": iso(at),
        "author": {"role": role, "id": "ag-1" if role == "agent" else "u-1"},
        "text": text,
        "team": team,
        "queue": "billing",
    }


@pytest.fixture(scope="session")
def stage() -> Iterator[Playing]:
    needs("embedded broker", "chromium")
    with EmbeddedBroker() as broker:
        playing = Playing(broker.address)
        yield playing
        playing.end()


@pytest.fixture
def chats(stage: Playing, request: pytest.FixtureRequest) -> Chats:
    """Chats of a team named after the test."""
    name = request.node.name.removeprefix("test_").partition("[")[0].replace("_", "-")
    return Chats(stage, f"{name[:40]}-{time.monotonic_ns() % 10_000}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    needs("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def window(stage: Playing, browser: Browser) -> Iterator[Window]:
    """Opens a page of the console in a window of its own; one that complains of anything fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(path: str = "/", *, address: str | None = None, **options: Any) -> Page:  # noqa: ANN401 - Playwright's
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
        page.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
        page.goto((address or stage.address) + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not complaints


def is_wrong(said: ConsoleMessage) -> bool:
    """Whether the browser complains; that a token is wrong it is meant to say."""
    return said.type == "error" and "401" not in said.text


def clock(page: Page, conversation: str) -> int:
    """What the running clock of a card shows, in seconds."""
    return seconds(page.locator(f"#cards [data-key='{conversation}'] .clock time").inner_text())


def seconds(shown: str) -> int:
    """Of a time as it is shown: `2 m 5 s`."""
    amounts = shown.split()
    return sum(int(amount) * IN_SECONDS[unit] for amount, unit in zip(amounts[::2], amounts[1::2], strict=True))
