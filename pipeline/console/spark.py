"""Distress over a conversation, as the points of a line."""

from collections.abc import Sequence

from msgspec import Struct

from pipeline.domain.events import Message
from pipeline.wire.transcript import Entry

WIDTH, HEIGHT = 160, 32
LEAST = 2
"""Points that make a line."""


class Spark(Struct, frozen=True):
    """A line in a box of ``WIDTH`` by ``HEIGHT``; ``high`` is where distress is high."""

    points: str
    end: tuple[float, float]
    high: float
    levels: tuple[float, ...]


def spark(entries: Sequence[Entry], high: float = 0.6) -> Spark | None:
    """The smoothed distress after each message of the customer; None where there is no line to draw."""
    counted = (e for e in entries if isinstance(e.event, Message) and e.event.role == "customer" and not e.ignored)
    levels = tuple(entry.state.levels[-1] for entry in counted if entry.state and entry.state.levels)
    if len(levels) < LEAST:
        return None
    step = WIDTH / (len(levels) - 1)
    places = [(round(n * step, 1), _y(level)) for n, level in enumerate(levels)]
    return Spark(" ".join(f"{x},{y}" for x, y in places), places[-1], _y(high), levels)


def _y(level: float) -> float:
    return round(HEIGHT - 2 - level * (HEIGHT - 4), 1)
