"""Trains the learned part on the lines beside this file: ``python -m tests.learning.train [--write]``.

Each act is learned from one author's lines and tried on the other's, both ways; the threshold is the lowest chance at
which the lines believed are right as often as the target asks, in both trials. What is written is learned from all.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from math import exp, sqrt
from pathlib import Path

from msgspec import Struct

from pipeline.language.learned import ZERO, Act, Learned
from pipeline.language.lexicon import Speaker, shipped
from pipeline.language.ngrams import BUCKETS, buckets
from pipeline.language.reader import Reader
from pipeline.language.text import prepare

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "pipeline" / "language" / "models"
EPOCHS = 30
RATE = 0.5
RIDGE = 2e-3
STEPS = 127
DROPPED = 0.5
"""Share of the lines whose cues are hidden while learning."""


class Target(Struct, frozen=True):
    """One act: which labels show it, which lines say nothing of it, and how sure to be."""

    name: str
    labels: frozenset[str]
    precision: float
    left_out: frozenset[str] = frozenset()


def _of(name: str, labels: str, precision: float, left_out: str = "") -> Target:
    return Target(name, frozenset(labels.split()), precision, frozenset(left_out.split()))


TARGETS: dict[Speaker, tuple[Target, ...]] = {
    "agent": (
        _of("empathy", "E1 E2 E3 E4", 0.97),
        _of("action", "D S", 0.93),
        _of("handoff", "H", 0.92),
    ),
    "customer": (
        _of("closing", "Z", 0.95),
        _of("problem", "P", 0.85, "N T V O M"),
        _of("denial", "N", 0.75),
    ),
}


class Line(Struct, frozen=True):
    """A labelled line as the regression sees it."""

    labels: frozenset[str]
    buckets: frozenset[int]
    cues: tuple[str, ...]


def lines(speaker: Speaker, author: str, reader: Reader) -> Iterator[Line]:
    """The lines of one author."""
    for row in (HERE / f"{speaker}_{author}.tsv").read_text(encoding="utf-8").splitlines():
        *_, labels, text = row.split("\t")
        cues = tuple(sorted({hit.rule.name for hit in reader.hits(prepare(text), speaker)}))
        yield Line(frozenset(labels.split(",")), buckets(prepare(text)), cues)


def traps(speaker: Speaker, target: Target, reader: Reader) -> Iterator[Line]:
    """What looks like the act and is not: the texts that the lexicons' own patterns must not take for it."""
    for rule in shipped():
        if rule.role == speaker and rule.name.startswith(target.name):
            for text in rule.no_match:
                cues = tuple(sorted({hit.rule.name for hit in reader.hits(prepare(text), speaker)}))
                yield Line(frozenset(("X",)), buckets(prepare(text)), cues)


def learn(target: Target, given: Sequence[Line]) -> tuple[float, list[float], dict[str, float]]:
    """Logistic regression by AdaGrad: the bias, a weight for each bucket and for each cue."""
    chance = random.Random(target.name)  # noqa: S311 - the same order every time, no secret
    weights, gradients = [0.0] * BUCKETS, [1e-3] * BUCKETS
    cues: dict[str, float] = {}
    cue_gradients: dict[str, float] = {}
    bias = 0.0
    rows = [line for line in given if line.labels & target.labels or not line.labels & target.left_out]
    for epoch in range(EPOCHS):
        chance.shuffle(rows)
        for line in rows:
            # Patterns have been written with these lines in view; half the time the words must do without them.
            cues_seen = line.cues if chance.random() >= DROPPED else ()
            size = sqrt(len(line.buckets)) or 1.0
            z = bias + sum(weights[i] for i in line.buckets) / size + sum(cues.get(c, 0.0) for c in cues_seen)
            wrong = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, z)))) - bool(line.labels & target.labels)
            bias -= 0.05 * wrong / (1 + epoch)
            for i in line.buckets:
                gradient = wrong / size + RIDGE * weights[i]
                gradients[i] += gradient * gradient
                weights[i] -= RATE * gradient / sqrt(gradients[i])
            for c in cues_seen:
                gradient = wrong + RIDGE * cues.get(c, 0.0)
                cue_gradients[c] = cue_gradients.get(c, 1e-3) + gradient * gradient
                cues[c] = cues.get(c, 0.0) - 0.5 * RATE * gradient / sqrt(cue_gradients[c])
    return bias, weights, cues


def packed(target: Target, given: Sequence[Line], threshold: float) -> Act:
    """The act as it is kept: weights as bytes."""
    bias, weights, cues = learn(target, given)
    scale = max(map(abs, weights)) / STEPS
    steps = bytes(ZERO + round(weight / scale) for weight in weights)
    return Act(target.name, bias, scale, steps, {c: round(w, 3) for c, w in cues.items()}, threshold)


def trial(target: Target, one: Sequence[Line], other: Sequence[Line], hard: Sequence[Line]) -> list[tuple[float, bool]]:
    """Chances for the lines of each author, learned from the other's, with what is true."""
    found = []
    for given, tried in ((one, other), (other, one)):
        act = packed(target, [*given, *hard], 0.0)
        rows = (line for line in tried if line.labels & target.labels or not line.labels & target.left_out)
        # By the words alone: the learned part is asked where no pattern has spoken.
        found += [(act.chance(line.buckets, ()), bool(line.labels & target.labels)) for line in rows]
    return sorted(found, reverse=True)


def threshold(ranked: Sequence[tuple[float, bool]], precision: float) -> tuple[float, float, float]:
    """The lowest chance that keeps the precision, and precision and recall there."""
    best, right, total = (1.0, 1.0, 0.0), 0, sum(truth for _, truth in ranked)
    for count, (chance, truth) in enumerate(ranked, start=1):
        right += truth
        if right / count >= precision:
            best = (chance, right / count, right / total)
    return best


def main(*, write: bool, say: Callable[[str], object]) -> None:
    reader = Reader(learned={})
    for speaker, targets in TARGETS.items():
        one, other = list(lines(speaker, "a", reader)), list(lines(speaker, "b", reader))
        acts = []
        for target in targets:
            hard = list(traps(speaker, target, reader))
            chance, precision, recall = threshold(trial(target, one, other, hard), target.precision)
            say(f"{speaker:9} {target.name:11} from {chance:.2f}: precision {precision:.3f} recall {recall:.3f}\n")
            acts.append(packed(target, [*one, *other, *hard], round(chance, 3)))
        if write:
            (MODELS / f"{speaker}.bin").write_bytes(Learned(tuple(acts)).packed())


if __name__ == "__main__":
    main(write="--write" in sys.argv, say=sys.stdout.write)
