"""Writes dead letters in a thread of its own, by one producer that stays: hundreds may come at once."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import NamedTuple

from pipeline.notify.membership import AGAIN_S
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import Sender, producer
from pipeline.ops.settings import Settings
from pipeline.wire.outbound import Record

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A letter, and who waits for it."""

    letter: Record
    written: asyncio.Future[None]


class Letters(threading.Thread):
    """Of one process. It opens no producer before there is something to write."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]) -> None:
        """``ended`` is called in this thread when it cannot go on."""
        super().__init__(name="letters", daemon=True)
        self._settings = settings
        self._loop = loop
        self._ended = ended
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        """None: look whether to stop."""
        self._open: list[Waiting] = []
        """Taken, and not known to be with the broker."""
        self._stopping = threading.Event()
        self.fault: Exception | None = None

    async def write(self, letter: Record) -> None:
        """Return when the broker has it, however long that takes: until then the notice is not settled."""
        waiting = Waiting(letter, self._loop.create_future())
        self._queue.put(waiting)
        await waiting.written

    async def close(self) -> None:
        """End; what has not been written is not settled either."""
        self._stopping.set()
        self._queue.put(None)
        await asyncio.to_thread(self.join, 10.0)

    def run(self) -> None:
        """Write until closed."""
        try:
            self._run()
        except Exception as error:
            log.exception("a fault of makegood")
            self.fault = error
            self._ended()

    def _run(self) -> None:
        """What fails is written again: twice is better than never."""
        while self._take():
            try:
                with producer(self._settings, linger_ms=0) as sender:
                    while self._take():
                        self._write(sender)
            except Complaint as error:
                log.warning("%d dead letters wait: %s", len(self._open), error)
                self._stopping.wait(AGAIN_S)

    def _take(self) -> bool:
        """Wait until there is something to write, and take all there is; False: it is to end."""
        while not self._stopping.is_set() and not (self._open and self._queue.empty()):
            if (waiting := self._queue.get()) is not None:
                self._open.append(waiting)
        return not self._stopping.is_set()

    def _write(self, sender: Sender) -> None:
        for waiting in self._open:
            sender.write(waiting.letter)
        sender.flush()
        sender.complain()
        self._loop.call_soon_threadsafe(_tell, self._open)
        self._open = []


def _tell(written: Sequence[Waiting]) -> None:
    for waiting in written:
        if not waiting.written.done():
            waiting.written.set_result(None)
