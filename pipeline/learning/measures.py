"""How well scores and decisions agree with labels, and how sure that is. Pure."""

import random
from collections.abc import Sequence

from msgspec import Struct

NAMES = ("auc", "ap", "precision", "recall", "f1", "brier", "decided")
RESAMPLES = 200
COVERED = 0.95

Figures = dict[str, float]
"""By name; one that the rows cannot give (AUC of a single class) is absent. ``decided`` is the share decided true:
of rows that are all false, the false alarms."""


class Judged(Struct, frozen=True, gc=False):
    """One labelled case, judged."""

    conversation: str
    """What is drawn together: cases of one conversation are alike."""
    truth: bool
    decided: bool
    score: float | None = None
    """0-1, the surer the higher; None where there is only a decision."""


class Measured(Struct, frozen=True):
    """The figures of some cases, each with the interval that holds it in ``COVERED`` of the resamples."""

    cases: int
    positives: int
    figures: Figures
    intervals: dict[str, tuple[float, float]]


def measured(rows: Sequence[Judged], resamples: int = RESAMPLES) -> Measured:
    """All figures of the rows. Intervals: percentile bootstrap over conversations, the same ones each time."""
    ranked = sorted(rows, key=lambda row: -1.0 if row.score is None else row.score, reverse=True)
    of = {name: number for number, name in enumerate(dict.fromkeys(row.conversation for row in ranked))}
    member = [of[row.conversation] for row in ranked]
    chance = random.Random(len(ranked))  # noqa: S311 - the same draws every time, no secret
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        times = [0] * len(of)
        for number in chance.choices(range(len(of)), k=len(of)):
            times[number] += 1
        for name, value in figures(ranked, [times[number] for number in member]).items():
            drawn.setdefault(name, []).append(value)
    return Measured(
        len(ranked),
        sum(row.truth for row in ranked),
        figures(ranked, [1] * len(ranked)),
        {name: _middle(values) for name, values in drawn.items()},
    )


def figures(ranked: Sequence[Judged], times: Sequence[int]) -> Figures:
    """The figures of rows in falling order of score, each counted so many times."""
    found = _decided(ranked, times)
    if all(row.score is not None for row in ranked):
        found |= _scored(ranked, times)
    return found


def _decided(rows: Sequence[Judged], times: Sequence[int]) -> Figures:
    right = wrong = missed = 0
    for row, count in zip(rows, times, strict=True):
        if row.decided:
            right += count * row.truth
            wrong += count * (not row.truth)
        else:
            missed += count * row.truth
    found = {}
    if total := sum(times):
        found["decided"] = (right + wrong) / total
    if right + wrong:
        found["precision"] = right / (right + wrong)
    if right + missed:
        found["recall"] = right / (right + missed)
        found["f1"] = 2 * right / (2 * right + wrong + missed)
    return found


def _scored(ranked: Sequence[Judged], times: Sequence[int]) -> Figures:
    """Area under the ROC curve, ties half; average precision; mean squared error."""
    total = sum(times)
    positives = sum(count for row, count in zip(ranked, times, strict=True) if row.truth)
    negatives = total - positives
    above = below = tied_above = tied_below = 0
    pairs = precisions = squares = 0.0
    last: float | None = None
    for row, count in [*zip(ranked, times, strict=True), (None, 0)]:
        score = None if row is None else row.score
        if score != last:
            # All of one score come at once.
            pairs += tied_below * (above + tied_above / 2)
            above, below = above + tied_above, below + tied_below
            if tied_above:
                precisions += tied_above * above / (above + below)
            tied_above = tied_below = 0
            last = score
        if row is not None and score is not None:
            tied_above += count * row.truth
            tied_below += count * (not row.truth)
            squares += count * (score - row.truth) ** 2
    found = {"brier": squares / total} if total else {}
    if positives:
        found["ap"] = precisions / positives
    if positives and negatives:
        found["auc"] = pairs / (positives * negatives)
    return found


def _middle(values: list[float]) -> tuple[float, float]:
    values.sort()
    cut = round((1 - COVERED) / 2 * (len(values) - 1))
    return values[cut], values[-1 - cut]
