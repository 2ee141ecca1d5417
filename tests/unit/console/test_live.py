"""What is read and made anew for the browsers that watch."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from pipeline.console import explainer, live
from pipeline.console.app import application
from pipeline.console.conversation_page import ConversationPage
from pipeline.console.explainer import Explainer
from pipeline.console.floor_page import FloorPage, Team
from pipeline.console.now_page import Cards, NowPage
from pipeline.console.parts import Page, Parts
from pipeline.console.practice_page import PracticePage, Span
from pipeline.console.store import Chat, Store, Told
from pipeline.console.wall import Filters, Rows
from pipeline.domain.cues import Reading
from pipeline.domain.events import Said
from pipeline.domain.rules import Rules
from pipeline.wire.codec import unread
from tests.simulated import START, message
from tests.unit.console.asked import Asked
from tests.unit.console.told import entry, senior, status, step


def say(store: Store, name: str, number: int) -> Chat:
    """A customer's message."""
    value = json.dumps(message(name, number, START + timedelta(seconds=number), "customer", name)).encode()
    store.event(0, name, Told(number, number, value))
    chat = store.chat(name)
    assert chat is not None
    return chat


class Reads:
    """Counts the texts that it is given to read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, said: Sequence[Said]) -> list[Reading]:
        self.texts += [one.text for one in said]
        return unread(said)


def explained(texts: Reads, *chats: Chat) -> None:
    """Explain chats one after the other, twice."""

    async def explain() -> None:
        explaining = Explainer(Rules(), Asked().clock, texts)
        for chat in (*chats, *chats):
            await explaining.explain(chat)

    asyncio.run(explain())


def test_two_chats_that_are_watched_in_turn_are_read_once() -> None:
    store, texts = Asked().store, Reads()
    explained(texts, say(store, "a", 1), say(store, "b", 2))
    assert texts.texts == ["a", "b"]


def test_what_is_kept_explained_is_bounded_and_the_longest_unasked_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explainer, "MOST_EVENTS", 2)
    store, texts = Asked().store, Reads()
    explained(texts, *(say(store, name, number) for number, name in enumerate("abc")))
    assert texts.texts == list("abcabc")


def test_a_page_changes_with_what_it_shows_alone() -> None:
    asked = Asked()
    store, floor = asked.store, asked.floor
    say(store, "a", 1)
    pages: dict[str, Page] = {
        "now": NowPage(store, Rows(store, floor), Cards(""), Filters(), 40),
        "a": ConversationPage(store, Explainer(Rules(), asked.clock, Reads()), "a", ""),
        "b": ConversationPage(store, Explainer(Rules(), asked.clock, Reads()), "b", ""),
        "floor": FloorPage(floor, Team(), ""),
        "practice": PracticePage(asked.practice, store, asked.clock, Span(), agents=False),
    }

    def changed_by(happening: Any) -> set[str]:  # noqa: ANN401 - whatever it returns
        before = {name: page.version for name, page in pages.items()}
        happening()
        return {name for name, page in pages.items() if page.version != before[name]}

    assert changed_by(lambda: say(store, "a", 2)) == {"now", "a"}
    assert changed_by(lambda: say(store, "b", 3)) == {"now", "b"}
    assert changed_by(lambda: store.status(0, status("a"), 4)) == {"now", "a"}
    assert changed_by(lambda: store.step(0, step(chat="b"), 5)) == {"now", "b", "practice"}
    assert changed_by(lambda: floor.take([entry(senior("s-1"))])) == {"now", "floor"}
    assert changed_by(lambda: store.forget("a", 6)) == {"now", "a"}


def test_a_browser_whose_page_has_not_changed_has_none_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE_S", 0.001)
    monkeypatch.setattr(live, "CLOCK_S", 0.01)
    made: list[str] = []
    parts = ConversationPage.parts

    async def counted(page: ConversationPage) -> Parts:
        made.append(page._id)
        return await parts(page)

    monkeypatch.setattr(ConversationPage, "parts", counted)
    asked = Asked()

    async def watch() -> None:
        async with TestClient(TestServer(application(asked.console()))) as client:
            answer = await client.get("/live/conversation/c-1")
            assert "regions" in await told(answer)
            for number in range(5):
                say(asked.store, "other", number)
                assert set(await told(answer)) == {"clock", "trouble"}
            assert made == ["c-1"]
            say(asked.store, "c-1", 9)
            while "lists" not in await told(answer):
                pass
            assert made == ["c-1", "c-1"]

    asyncio.run(watch())


async def told(answer: ClientResponse) -> dict[str, Any]:
    """The next message to the browser."""
    line = await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 10)
    message: dict[str, Any] = msgspec.json.decode(line.removeprefix(b"data: "))
    return message
