"""Ends a worker that only a new start can help, from a thread of its own: the event loop may be what stands still."""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
"""Seconds. Two looks in a row must find it hopeless: after a process was frozen all is late, and most mends itself."""
LAST_WORD = 2.0
"""Seconds for the log; a full stderr may be what everything waits for."""


@contextmanager
def guarded(hopeless: Callable[[], str | None]) -> Iterator[None]:
    """While the block runs, end the process with status 1 where ``hopeless`` says why for two looks in a row.

    Nothing is tidied up, as with ``kill -9``: what is not committed is judged by the next owner.
    """
    over = threading.Event()
    threading.Thread(target=_guard, args=(hopeless, over), name="guard", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _guard(hopeless: Callable[[], str | None], over: threading.Event) -> None:
    before = None
    while not over.wait(LOOK_EVERY):
        why = hopeless()
        if why and before:
            _end(why)
        before = why


def _end(why: str) -> None:
    frame = sys._current_frames().get(threading.main_thread().ident or 0)  # noqa: SLF001 - documented, for this
    where = "".join(traceback.format_stack(frame)) if frame else ""
    saying = threading.Thread(target=log.critical, args=("%s; ending. Running now:\n%s", why, where), daemon=True)
    saying.start()
    saying.join(LAST_WORD)
    os._exit(1)
