"""Histograms of latencies, as one SVG."""

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BARS = 720, 90, 12, 60


def picture(drawn: Mapping[str, Sequence[float]]) -> str:
    """One histogram (ms, up to the 99th percentile and a quarter) for each name."""
    parts = [_one(name, took, number * (HEIGHT + 40)) for number, (name, took) in enumerate(drawn.items())]
    height = len(drawn) * (HEIGHT + 40)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _one(name: str, took: Sequence[float], top: int) -> str:
    ordered = sorted(took)
    p50, p99 = (ordered[int(len(ordered) * part)] for part in (0.5, 0.99))
    end = max(p99 * 1.25, 1.0)
    counts = [0] * BARS
    for ms in ordered:
        counts[max(0, min(BARS - 1, int(ms / end * BARS)))] += 1
    width = (WIDTH - 2 * LEFT) / BARS
    bars = "".join(
        f'<rect x="{LEFT + n * width:.1f}" y="{top + 20 + HEIGHT - (tall := count / max(counts) * HEIGHT):.1f}" '
        f'width="{width - 1:.1f}" height="{tall:.1f}" fill="#3b6ea5"/>'
        for n, count in enumerate(counts)
    )
    told = f"{name}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, max {ordered[-1]:.0f} ms (last bar: that and more)"
    return (
        f'<text x="{LEFT}" y="{top + 14}">{escape(told)}</text>{bars}'
        f'<text x="{LEFT}" y="{top + HEIGHT + 33}">0</text>'
        f'<text x="{WIDTH - LEFT}" y="{top + HEIGHT + 33}" text-anchor="end">{end:.0f} ms</text>'
    )
