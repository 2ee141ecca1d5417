"""Events as JSON lines, from a file or from standard input, with a bar on a terminal."""

import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.ops.complaint import Complaint

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Some editors begin UTF-8 files with it."""
_OF_SEVERAL_LINES = re.compile(rb"\s*(?:\[\s*(?:\{|\]?\s*$)|\{\s*$)")
"""How a list begins, and a value that goes on behind its first line."""


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name == "-":
        if sys.stdin is None:
            raise Complaint("standard input is closed; name a file of JSON lines, or give it one by <")
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise Complaint(f"{name}: {error.strerror}; name a file of JSON lines, or - for standard input") from None


def numbered_lines(name: str, doing: str, *, as_is: bool = False) -> Iterator[tuple[int, bytes]]:
    """Every line of a file that is not blank, with its number from 1; of standard input for ``-``.

    Shows progress where stderr is a terminal. Raises Complaint: at once where the file cannot be opened, with its
    lines where it cannot be read on, or, but for ``as_is``, has no JSON lines.
    """
    return _numbered(name, _opened(name), doing, as_is=as_is)


def _numbered(
    name: str, opened: AbstractContextManager[BinaryIO], doing: str, *, as_is: bool
) -> Iterator[tuple[int, bytes]]:
    with opened as file, _bar(name, doing) as advance:
        begun = False
        for number, line in _lines(name, file):
            advance(len(line))
            if not line.strip():
                continue
            if not (begun or as_is) and _OF_SEVERAL_LINES.match(line):
                raise Complaint(f"{_shown(name)}: {_one_a_line(line)}")
            begun = True
            yield number, line


def _one_a_line(first: bytes) -> str:
    """What to do with a file whose first line is none by itself."""
    kind, each = ("a list", ".[]") if first.lstrip().startswith(b"[") else ("JSON over several lines", ".")
    return f"it is {kind}; write one event (or labelled line) a line, as `jq -c '{each}'` does"


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _lines(name: str, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        for number, line in enumerate(file, start=1):
            yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
    except OSError as error:
        raise Complaint(f"{_shown(name)}, after line {number}: {error.strerror}") from None


@contextmanager
def _bar(name: str, doing: str) -> Iterator["_Advance"]:
    console = Console(stderr=True)
    size = None if name == "-" else Path(name).stat().st_size
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as progress:
        yield _Advance(progress, progress.add_task(doing, total=size))


class _Advance:
    """Tells the bar now and then: for each line it would cost more than the line."""

    EVERY = 1 << 16

    def __init__(self, progress: Progress, task: "int") -> None:
        self._progress, self._task, self._bytes = progress, task, 0

    def __call__(self, count: int) -> None:
        self._bytes += count
        if self._bytes >= self.EVERY:
            self._progress.advance(self._task, self._bytes)  # type: ignore[arg-type]
            self._bytes = 0
