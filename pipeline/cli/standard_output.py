"""Standard output as commands find it: closed, on a full disk, in an encoding that lacks a character."""

import io
import os
import sys
from typing import Any

from pipeline.ops.complaint import Complaint

NAME = "standard output"
_SURROGATES = range(0xD800, 0xE000)
"""No characters, and in no encoding."""


class _Output(io.RawIOBase):
    """Writes to a file descriptor, and says in words why that fails; of closed pipes others know."""

    def __init__(self, number: int | None) -> None:
        self._number = number

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._number is not None and os.isatty(self._number)

    def fileno(self) -> int:
        return super().fileno() if self._number is None else self._number

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - any bytes; the type of them has no name yet
        if self._number is None:
            raise Complaint(f"{NAME} is closed; leave it open, or send it somewhere by >")
        try:
            return os.write(self._number, data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Complaint(f"{NAME}: {error.strerror}") from None


def explain_failures() -> None:
    """Make writing to it raise Complaint where it fails, also where Python would drop all without a word: closed."""
    now = sys.stdout
    if now is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Output(None)), "utf-8")
    elif now is sys.__stdout__ and isinstance(now, io.TextIOWrapper):
        raw = io.BufferedWriter(_Output(now.fileno()))
        sys.stdout = io.TextIOWrapper(
            raw, now.encoding, now.errors, line_buffering=now.line_buffering, write_through=now.write_through
        )


def unwritable(error: UnicodeEncodeError) -> str | None:
    """That its encoding lacks a character, if that is what went wrong."""
    character = error.object[error.start]
    try:
        character.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        if ord(character) not in _SURROGATES:
            return f"{NAME}: {sys.stdout.encoding} has no {character!a}; set PYTHONIOENCODING=utf-8"
    return None


def finish() -> None:
    """Write what waits to be written. Where that fails let it go: Python would try again at exit, and complain."""
    try:
        sys.stdout.flush()
    except (OSError, Complaint):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the process ends
