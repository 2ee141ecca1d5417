"""The page on which a senior answers."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web

from pipeline.domain.floor import Answer
from pipeline.notify.answers import AnswerPages, Send
from pipeline.notify.links import Asked, link
from pipeline.notify.targets import Answers, Targets
from pipeline.ops.complaint import Complaint
from pipeline.ops.secret import Secret
from tests.pushed_time import run

ANSWERS = Answers(listen="127.0.0.1:0", address="http://127.0.0.1", secret=Secret("for links"))
TARGETS = Targets(answers=ANSWERS, console="https://console.example.com")
ASKED = Asked("<script>c-9", "s-4", "a-1")
NOW = 1_000.0


def played(send: Send, visit: Callable[[ClientSession, str], Awaitable[None]], until: int = 2_000) -> None:
    """Serve the pages, and visit by a link that ends at a time."""

    async def play() -> None:
        runner = web.AppRunner(AnswerPages(ANSWERS, TARGETS, send, lambda: NOW).application())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = urlsplit(link(ANSWERS, ASKED, until))
        here = f"http://127.0.0.1:{runner.addresses[0][1]}{address.path}?{address.query}"
        try:
            async with ClientSession() as session:
                await visit(session, here)
        finally:
            await runner.cleanup()

    run(play())


def test_to_open_the_page_answers_nothing_and_shows_the_chat_escaped() -> None:
    sent: list[Answer] = []

    async def visit(session: ClientSession, address: str) -> None:
        async with session.get(address) as page:
            text = await page.text()
            assert page.status == 200
            assert "<script>" not in text
            assert "&lt;script&gt;c-9" in text
            assert "script-src" not in page.headers["Content-Security-Policy"]

    played(sent.append, visit)
    assert sent == []


@pytest.mark.parametrize("said", ["accept", "decline", "done"])
def test_what_the_senior_says_is_written_for_the_assignment_that_was_asked_about(said: str) -> None:
    sent: list[Answer] = []

    async def visit(session: ClientSession, address: str) -> None:
        async with session.post(address, data={"answer": said}) as page:
            assert page.status == 200
            assert "https://console.example.com/conversation/%3Cscript%3Ec-9" in await page.text()

    played(sent.append, visit)
    (answer,) = sent
    assert (answer.answer, answer.senior_id, answer.conversation_id) == (said, "s-4", "<script>c-9")
    assert (answer.assignment_id, answer.at) == ("a-1", 1_000_000)


@pytest.mark.parametrize("said", ["", "take_over", "hand_on"])
def test_what_a_link_cannot_say_is_not_written(said: str) -> None:
    sent: list[Answer] = []

    async def visit(session: ClientSession, address: str) -> None:
        async with session.post(address, data={"answer": said}) as page:
            assert page.status == 400

    played(sent.append, visit)
    assert sent == []


def test_a_changed_or_old_link_writes_nothing() -> None:
    sent: list[Answer] = []

    async def visit(session: ClientSession, address: str) -> None:
        for changed in (address.replace("s-4", "s-5"), address.replace("k=", "k=x")):
            async with session.post(changed, data={"answer": "accept"}) as page:
                assert page.status == 403

    async def too_late(session: ClientSession, address: str) -> None:
        async with session.post(address, data={"answer": "accept"}) as page:
            assert page.status == 403

    played(sent.append, visit)
    played(sent.append, too_late, until=999)
    assert sent == []


def test_where_kafka_is_away_the_senior_is_told_that_nothing_was_sent() -> None:
    def send(_answer: Answer) -> None:
        raise Complaint("away")

    async def visit(session: ClientSession, address: str) -> None:
        async with session.post(address, data={"answer": "accept"}) as page:
            assert page.status == 503
            assert "Not sent" in await page.text()

    played(send, visit)


def test_a_form_without_end_is_refused() -> None:
    async def visit(session: ClientSession, address: str) -> None:
        async with session.post(address, data={"answer": "x" * 100_000}) as page:
            assert page.status in {400, 413}

    played(lambda _answer: None, visit)
