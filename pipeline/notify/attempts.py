"""One attempt at a target: a signed POST, or a message by Apprise."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from functools import partial

import aiohttp
from apprise import Apprise

from pipeline.notify.courier import AT_ONCE, Attempt, Result
from pipeline.notify.notice import CONTENT_TYPE, Notice
from pipeline.notify.signature import signed
from pipeline.notify.targets import Message, Webhook
from pipeline.ops.complaint import Complaint

REFUSED = frozenset({400, 410, 413, 415, 422})
"""Status codes by which a receiver says that it will never take this notice, or none any more."""
LONGEST_AFTER_S = 300.0
"""Of what a target asks for: a wrong date would silence it for ever."""
ARRIVED = Result(delivered=True)


def webhook(target: Webhook, session: aiohttp.ClientSession) -> Attempt:
    """Attempts at a webhook. What it answers is not read but for the status and ``Retry-After``."""
    limit = aiohttp.ClientTimeout(total=target.timeout)

    async def attempt(notice: Notice) -> Result:
        headers = signed(notice.id, notice.event, target.secret, int(time.time()))
        headers |= {"Content-Type": CONTENT_TYPE, "Idempotency-Key": notice.id}
        try:
            # Another address than the one that was named gets nothing.
            async with session.post(
                target.url, data=notice.event, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                return _told(answer.status, answer.headers.get("Retry-After"))
        except TimeoutError:
            return Result(delivered=False, why=f"no answer in {target.timeout:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The text of the error may hold the address, and with it a key.
            return Result(delivered=False, why=f"no connection ({type(error).__name__})")

    return attempt


def message(target: Message) -> Attempt:
    """Attempts at people. Nobody can tell whether a message came twice, so it may. Raises Complaint."""
    service = Apprise()
    if not service.add(target.to.reveal()):
        raise Complaint(f"message {target.name}: `to` is no address that Apprise knows, like slack://…")

    # Threads of its own: a service that hangs keeps them, and nobody else's.
    threads = ThreadPoolExecutor(AT_ONCE, target.name)

    async def attempt(notice: Notice) -> Result:
        tell = partial(service.notify, body=notice.words, title=notice.title, body_format="text")
        sending = asyncio.get_running_loop().run_in_executor(threads, tell)
        try:
            sent = await asyncio.wait_for(sending, target.timeout)
        except TimeoutError:
            return Result(delivered=False, why=f"no answer in {target.timeout:g} s")
        return ARRIVED if sent else Result(delivered=False, why="the service refused it, or is away")

    return attempt


def _told(status: int, after: str | None) -> Result:
    if status // 100 == 2:  # noqa: PLR2004 - success, by HTTP
        return ARRIVED
    return Result(delivered=False, why=f"status {status}", final=status in REFUSED, after=_seconds(after))


def _seconds(after: str | None) -> float:
    """``Retry-After``: seconds, or a date; what cannot be read asks for nothing."""
    if not after:
        return 0.0
    try:
        wanted = float(after) if after.strip().isdigit() else parsedate_to_datetime(after).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(wanted, 0.0), LONGEST_AFTER_S)
