"""Empathy against action as a picture: where each dot, label and line stands."""

from collections.abc import Iterable, Sequence
from math import ceil, sqrt

from msgspec import Struct

from pipeline.console.tallies import Share

WIDTH, HEIGHT = 640.0, 460.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 620.0, 36.0, 412.0
INSET = 26.0
"""Between the frame and its outermost dots."""
SMALLEST, LARGEST = 5.0, 22.0
"""Radius of a dot."""
FEW = 20
"""Replies below which a share says little; such a dot is hollow."""
LINE = 15.0
"""Between two labels."""


class Dot(Struct, frozen=True):
    """One team, or one agent."""

    share: Share
    x: float
    y: float
    r: float
    few: bool
    label_x: float
    label_y: float
    anchor: str


class Quadrant(Struct, frozen=True):
    """The picture. ``x``, ``y``: where the lines of the whole stand; ``ticks``: (share, place)."""

    dots: tuple[Dot, ...]
    x: float
    y: float
    x_ticks: tuple[tuple[int, float], ...]
    y_ticks: tuple[tuple[int, float], ...]


def quadrant(shares: Sequence[Share], whole: Share) -> Quadrant:
    """Action to the right, empathy upward, the lines where the whole stands. The axes end where the dots do."""
    right = _end(share.action for share in (*shares, whole))
    top = _end(share.empathy for share in (*shares, whole))
    largest = max((share.replies for share in shares), default=1)
    placed: list[Dot] = []
    for share in sorted(shares, key=lambda s: (s.empathy, s.name)):
        x = _x(share.action / right)
        y = _y(share.empathy / top)
        r = SMALLEST + (LARGEST - SMALLEST) * sqrt(share.replies / max(1, largest))
        beside, anchor = (x - r - 5, "end") if x > (LEFT + RIGHT) * 0.75 else (x + r + 5, "start")
        label_y = y + 4
        while any(abs(label_y - d.label_y) < LINE and abs(beside - d.label_x) < LEFT * 2 for d in placed):
            label_y -= LINE / 3
        placed.append(
            Dot(
                share,
                round(x, 1),
                round(y, 1),
                round(r, 1),
                share.replies < FEW,
                round(beside, 1),
                round(label_y, 1),
                anchor,
            )
        )
    return Quadrant(
        dots=tuple(sorted(placed, key=lambda dot: -dot.r)),
        x=_x(whole.action / right),
        y=_y(whole.empathy / top),
        x_ticks=tuple((n, _x(n / 100 / right)) for n in _steps(right)),
        y_ticks=tuple((n, _y(n / 100 / top)) for n in _steps(top)),
    )


def _x(part: float) -> float:
    return round(LEFT + INSET + part * (RIGHT - LEFT - 2 * INSET), 1)


def _y(part: float) -> float:
    return round(BOTTOM - INSET - part * (BOTTOM - TOP - 2 * INSET), 1)


def _end(values: Iterable[float]) -> float:
    """The next quarter above the largest value, half at least."""
    largest = max(values)
    return float(min(1.0, max(0.5, ceil(largest * 4 + 0.2) / 4)))


def _steps(end: float) -> range:
    return range(0, round(end * 100) + 1, 25)
