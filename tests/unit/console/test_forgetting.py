"""What is erased is in no part of the console any more, and does not come back under the same id."""

import asyncio
import gc
import json
from collections.abc import Sequence
from datetime import timedelta
from threading import Event, get_ident

import pytest
from aiohttp.test_utils import TestClient, TestServer

from pipeline.console.app import application
from pipeline.console.conversation_page import ConversationPage
from pipeline.console.explainer import Explainer
from pipeline.console.parts import Parts
from pipeline.console.store import Store, Told
from pipeline.domain.cues import Reading
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Said
from pipeline.domain.rules import Rules
from pipeline.wire.codec import ReadAll, unread
from tests.simulated import START, message
from tests.unit.console.asked import Asked
from tests.unit.console.told import step

NAME = "c-2"


def say(store: Store, text: str, number: int) -> None:
    """A customer's message, written at this number's second."""
    at = START + timedelta(seconds=number)
    value = json.dumps(message(NAME, number, at, "customer", text)).encode()
    store.event(0, NAME, Told(number, number, value))


def transcript(parts: Parts) -> str:
    return "".join(parts.lists["transcript"].values())


def page(store: Store, read: ReadAll) -> ConversationPage:
    explainer = Explainer(Rules(), store.clock, read)
    store.tell_forgotten(explainer.forget)
    return ConversationPage(store, explainer, NAME, "csrf")


def test_as_many_new_events_under_the_same_id_show_none_of_the_old() -> None:
    store = Asked().store
    shown = page(store, unread)
    say(store, "before one", 1)
    say(store, "before two", 2)
    assert transcript(asyncio.run(shown.parts())).count("before") == 2
    store.forget(NAME, 3)
    say(store, "after one", 4)
    say(store, "after two", 5)
    told = transcript(asyncio.run(shown.parts()))
    assert (told.count("before"), told.count("after")) == (0, 2)


def test_what_is_erased_while_it_is_explained_is_not_shown() -> None:
    store, loop_thread = Asked().store, get_ident()
    begun, over = Event(), Event()

    def slow(said: Sequence[Said]) -> list[Reading]:
        assert get_ident() != loop_thread
        begun.set()
        assert over.wait(10)
        return unread(said)

    async def erased_meanwhile() -> Parts:
        shown = asyncio.create_task(page(store, slow).parts())
        await asyncio.to_thread(begun.wait, 10)
        store.forget(NAME, 3)
        over.set()
        return await shown

    say(store, "before one", 1)
    parts = asyncio.run(erased_meanwhile())
    assert transcript(parts) == ""
    assert "Not held here" in parts.regions["head"]


def holds(root: object, words: str) -> bool:
    """Whether a text with these words can be reached from an object."""
    seen, ahead = {id(root)}, [root]
    while ahead:
        one = ahead.pop()
        if isinstance(one, (str, bytes)) and words in str(one):
            return True
        for other in gc.get_referents(one):
            if id(other) not in seen:
                seen.add(id(other))
                ahead.append(other)
    return False


class Quoted(Asked):
    """A console with a chat whose words no variable of a test holds."""

    def words(self) -> str:
        return f"my parcel {id(self)} never came"

    def quote(self) -> None:
        evidence = Evidence("m-1", 1, "customer", "problem.failure", self.words())
        self.store.step(0, step(chat=NAME, evidence=(evidence,)), 1)
        say(self.store, self.words(), 2)


@pytest.mark.parametrize("shown", ["/", f"/conversation/{NAME}"])
def test_nothing_that_a_page_showed_stays_in_memory(shown: str) -> None:
    asked = Quoted()
    asked.quote()
    app = application(asked.console())

    async def show() -> None:
        async with TestClient(TestServer(app)) as client:
            assert asked.words() in await (await client.get(shown)).text()

    asyncio.run(show())
    assert holds(app, asked.words())
    asked.store.forget(NAME, 3)
    assert not holds(app, asked.words())
