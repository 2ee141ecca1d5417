"""A conversation's page: what counts and what does not."""

import asyncio
import json

from pipeline.console.conversation_page import ConversationPage
from pipeline.console.explainer import Explainer
from pipeline.console.store import Told
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from tests.simulated import PROBLEM, START, message
from tests.unit.console.asked import Asked


def test_an_event_that_comes_twice_is_shown_as_one_that_changes_nothing() -> None:
    asked = Asked()
    value = json.dumps(message("c-1", 1, START, "customer", PROBLEM)).encode()
    for offset in (1, 2):
        asked.store.event(0, "c-1", Told(offset, offset, value))
    page = ConversationPage(asked.store, Explainer(Rules(), asked.clock, Reader().read_all), "c-1", "csrf")
    once, twice = asyncio.run(page.parts()).lists["transcript"].values()
    assert ("<mark" in once, "distress" in once, "Changes nothing" in once) == (True, True, False)
    assert ("<mark" in twice, "distress" in twice) == (False, False)
    assert "Changes nothing: an event with its id has counted already." in twice
