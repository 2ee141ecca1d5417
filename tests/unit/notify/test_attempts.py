"""One attempt at a webhook, whatever the other side does."""

import asyncio

import pytest
from aiohttp import ClientSession

from pipeline.domain.floor import Decision
from pipeline.notify.attempts import LONGEST_AFTER_S, message, webhook
from pipeline.notify.courier import Result
from pipeline.notify.decided import decision_notice
from pipeline.notify.targets import Message, Targets, Webhook
from pipeline.ops.complaint import Complaint
from pipeline.ops.secret import Secret
from tests.pushed_time import run
from tests.receiver import SECRET, Receiver

NOTICE = decision_notice(
    "n-1",
    Decision(type="assigned", at=0, why="opened", rules_version="r", conversation_id="c-9", quote="große Not 🙁"),
    Targets(),
)


def attempted(receiver: Receiver, url: str | None = None, timeout: float = 20.0) -> Result:
    async def attempt() -> Result:
        target = Webhook(name="desk", url=url or receiver.url, secret=Secret(SECRET), timeout=timeout)
        async with ClientSession() as session:
            return await webhook(target, session)(NOTICE)

    return run(attempt())


def test_it_comes_signed_under_its_id_as_a_cloud_event() -> None:
    with Receiver() as receiver:
        assert attempted(receiver) == Result(delivered=True)
        (one,) = receiver.received
    assert one.genuine
    assert (one.id, one.headers["idempotency-key"], one.event["id"]) == ("n-1", "n-1", "n-1")
    assert one.headers["content-type"].startswith("application/cloudevents+json")
    assert one.event["data"]["quote"] == "große Not 🙁"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_is_any_status_of_success(status: int) -> None:
    with Receiver(lambda _one, _times: status) as receiver:
        assert attempted(receiver).delivered


@pytest.mark.parametrize(
    ("status", "final"), [(500, False), (503, False), (404, False), (401, False), (410, True), (422, True)]
)
def test_any_other_is_none_and_only_a_refusal_of_the_notice_is_final(status: int, *, final: bool) -> None:
    with Receiver(lambda _one, _times: status) as receiver:
        result = attempted(receiver)
    assert (result.delivered, result.final, result.why) == (False, final, f"status {status}")


def test_a_hanging_target_is_left_after_its_timeout() -> None:
    with Receiver(lambda _one, _times: None) as receiver:
        assert attempted(receiver, timeout=0.5).why == "no answer in 0.5 s"


@pytest.mark.parametrize(
    "lie",
    [
        b"",
        b"\x00\xff\xfe nonsense\r\n\r\n",
        b"HTTP/1.1 999999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    ],
    ids=["breaks off", "nonsense", "no status", "a header without end", "only promises"],
)
def test_what_is_no_answer_is_no_delivery(lie: bytes) -> None:
    with Receiver(lambda _one, _times: lie) as receiver:
        assert not attempted(receiver).delivered


def test_success_whose_body_never_ends_is_a_delivery() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc"
    with Receiver(lambda _one, _times: endless) as receiver:
        assert attempted(receiver).delivered


def test_a_redirect_is_not_followed() -> None:
    with Receiver() as elsewhere:
        away = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with Receiver(lambda _one, _times: away) as receiver:
            assert attempted(receiver).why == "status 302"
        assert not elsewhere.received
        assert not elsewhere.paths


def test_where_nobody_listens_the_reason_shows_no_address() -> None:
    with Receiver() as receiver:
        url = receiver.url
    result = attempted(receiver, url)
    assert not result.delivered
    assert "127.0.0.1" not in result.why


@pytest.mark.parametrize(
    ("after", "least", "most"),
    [
        ("7", 7, 7),
        ("Wed, 21 Oct 2099 07:28:00 GMT", LONGEST_AFTER_S, LONGEST_AFTER_S),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("999999999", LONGEST_AFTER_S, LONGEST_AFTER_S),
        ("soon", 0, 0),
        ("-5", 0, 0),
    ],
)
def test_the_time_that_a_target_asks_for_is_kept_within_reason(after: str, least: float, most: float) -> None:
    busy = f"HTTP/1.1 429 Too Many Requests\r\nRetry-After: {after}\r\nContent-Length: 0\r\n\r\n".encode()
    with Receiver(lambda _one, _times: busy) as receiver:
        assert least <= attempted(receiver).after <= most


def told(target: Message) -> Result:
    async def tell() -> Result:
        return await message(target)(NOTICE)

    return run(tell())


def test_people_are_told_in_words() -> None:
    with Receiver() as receiver:
        target = Message(name="seniors", to=Secret(receiver.url.replace("http:", "json:")))
        assert told(target).delivered
        (one,) = receiver.received
    assert "a chat needs you" in one.event["title"]
    assert "große Not" in one.event["message"]


def test_a_service_that_hangs_keeps_nobody_elses_threads() -> None:
    async def tell(receiver: Receiver) -> bool:
        telling = message(Message(name="seniors", to=Secret(receiver.url.replace("http:", "json:"))))
        hanging = [asyncio.ensure_future(telling(NOTICE)) for _ in range(40)]
        await asyncio.sleep(0)
        await asyncio.to_thread(lambda: None)
        first = not any(task.done() for task in hanging)
        receiver.over.set()
        await asyncio.gather(*hanging)
        return first

    with Receiver(lambda _one, _times: None) as receiver:
        assert run(tell(receiver))


def test_a_service_that_refuses_is_no_delivery() -> None:
    with Receiver(lambda _one, _times: 500) as receiver:
        target = Message(name="seniors", to=Secret(receiver.url.replace("http:", "json:")))
        assert not told(target).delivered


def test_an_address_that_no_service_has_is_a_mistake_that_names_the_target() -> None:
    with pytest.raises(Complaint, match="message seniors"):
        message(Message(name="seniors", to=Secret("nonsense")))
