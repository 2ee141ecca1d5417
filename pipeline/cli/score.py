"""``makegood score``: single messages, graded."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from typing import Any

import click
import msgspec

from pipeline.cli.event_file import numbered_lines
from pipeline.domain.events import Role
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets

SHARE = 500
"""Lines that one process grades at a time; fewer are not worth a second process."""
AHEAD = 2
"""Shares for each process that are read before the first of them is waited for."""

NumberedLine = tuple[int, bytes]
Graded = tuple[int, bytes | None, str]
"""The number of a line, what it comes to, and what was wrong with it."""


class _Line(msgspec.Struct):
    role: Role
    text: str
    asked: str = ""


_line = msgspec.json.Decoder(_Line)


@cache
def _reader() -> Reader:
    return Reader(secrets)


@click.command()
@click.argument("file")
def score(file: str) -> int:
    """Grade the messages of FILE (JSON lines {"role", "text"}; - for standard input).

    Each comes back with `distress` (customers), or `empathy` and `resolving` (agents), from 0 to 1, and `cues`. A line
    may say in `asked` what was to be done: `resolving` is then how surely the message does just that.
    Lines that are no messages are told on stderr and left out; the exit status is 1 then.
    """
    status = 0
    for number, graded, wrong in _graded(numbered_lines(file, "score")):
        if graded is None:
            click.echo(f'makegood: {file}, line {number}: {wrong}; a line is {{"role": …, "text": …}}', err=True)
            status = 1
        else:
            click.echo(graded)
    return status


def _graded(lines: Iterator[NumberedLine]) -> Iterator[Graded]:
    """The lines graded, in their order; many of them on all cores."""
    first = list(islice(lines, SHARE))
    cores = os.cpu_count() or 1
    if len(first) < SHARE or cores == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(_grade, chain(first, lines))
        return
    _reader()  # made once, before the processes part
    shares = _shares(chain(first, lines))
    pool = ProcessPoolExecutor(cores, multiprocessing.get_context("fork"))
    try:
        asked: deque[Future[list[Graded]]] = deque()
        while True:
            for share in islice(shares, AHEAD * cores - len(asked)):
                with _deaf():
                    asked.append(pool.submit(_grade_all, share))
            if not asked:
                return
            yield from asked.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that begin in the block never hear of Ctrl-C: this one does, behind the block, and lets them end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _shares(lines: Iterable[NumberedLine]) -> Iterator[list[NumberedLine]]:
    left = iter(lines)
    while share := list(islice(left, SHARE)):
        yield share


def _grade_all(lines: list[NumberedLine]) -> list[Graded]:
    return [_grade(line) for line in lines]


def _grade(line: NumberedLine) -> Graded:
    number, text = line
    try:
        told = _line.decode(text)
        graded: dict[str, Any] = msgspec.json.decode(text)
    except UnicodeDecodeError:
        return number, None, "its bytes are no UTF-8; save the file as UTF-8"
    except (msgspec.DecodeError, RecursionError) as error:
        return number, None, str(error)
    reading, measures = _reader().grade(told.text, told.role, told.asked)
    graded |= {name: round(value, 6) for name, value in measures.items()}
    graded["cues"] = [{"cue": cue.name, "quote": cue.quote} for cue in reading.cues]
    return number, msgspec.json.encode(graded), ""
