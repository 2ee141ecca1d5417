"""Ends a worker that only a new start can help, from a thread of its own: the event loop may be what stands still."""

import itertools
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
"""Seconds. Two looks in a row must find it hopeless: after a process was frozen all is late, and most mends itself."""
CALLS = 12
"""Of those that the event loop is in, told at the end."""
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
    saying = threading.Thread(target=log.critical, args=("%s; ending. At %s", why, _where()), daemon=True)
    saying.start()
    saying.join(LAST_WORD)
    os._exit(1)


def _where() -> str:
    """What the main thread runs, the innermost call first; nothing of what it runs with."""
    frame = sys._current_frames()[threading.main_thread().ident or 0]  # noqa: SLF001 - documented, for this
    calls = itertools.islice(traceback.walk_stack(frame), CALLS)
    return " < ".join(
        f"{call.f_code.co_qualname} ({Path(call.f_code.co_filename).name}:{line})" for call, line in calls
    )
