"""Trains what is learned: ``python -m tests.learning.train FOLDER [--write]``. Needs the extra ``train``.

``distress``: from the training part of GoEmotions (Apache-2.0) and half of EDOS (CC BY 4.0), tried on GoEmotions'
development part and on the other half of EDOS. ``consoling``: from half of EDOS, tried on the other. FOLDER is where
these lie, outside the project.

The acts: from lines written for the project (:mod:`tests.learning.lines`); each author's are tried by what was learned
from all others'. An act is believed from the lowest log-odds at which the lines believed are right as often as it asks.
What is written is learned from all. Comments of GoEmotions stand in for what people
say besides.

The same data gives the same bytes.
"""

import gzip
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np
from msgspec import structs
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pipeline.language.acts import SETTLED
from pipeline.language.features import Pair, pairs, parts, whole, words
from pipeline.language.learned import ZERO, Learned, Model
from pipeline.language.reader import Reader
from pipeline.language.text import prepare
from tests.labelled_sets import Line, edos, goemotions, half
from tests.learning.lines import ACTS, MENDED_FROM, Act, Labelled, by_author, plain

READER = Reader()
PARTS = cache(parts)
MODELS = Path(__file__).parents[2] / "pipeline" / "language" / "models"
STEPS = 127
EDOS_TIMES = 2
"""A film line says what people say to each other, a comment what they say of things; there are ten times as many."""
CONSOLING_TIMES = 4.0
"""The weight of a film line that consoles; one in ten does."""
PLAIN = 2.0
"""The weight of a line of talk in which nothing goes wrong."""
ASIDE = 0.3
"""The weight of a comment that stands in for what people say besides."""

DISTRESS_BUCKETS, CONSOLING_BUCKETS = 1 << 16, 1 << 15
DISTRESS_C, ACT_C = 1.0, 10.0


def rows(texts: Sequence[str], buckets: int, *, paired: bool = False) -> csr_matrix:
    """A row a text, as :class:`Learned` weighs it."""
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for text in texts:
        found = words(prepare(text))
        tokens: list[str | Pair] = [*found, *(pairs(found) if paired and found else ())]
        for token in tokens:
            shared = PARTS(token) if isinstance(token, str) else []
            columns += [number % buckets for number in (whole(token), *shared)]
            values += [1.0 / sqrt(len(found)), *[1.0 / sqrt(len(found) * len(shared)) for _ in shared]]
        ends.append(len(columns))
    return csr_matrix((np.array(values), np.array(columns), np.array(ends)), shape=(len(texts), buckets))


def learned(
    given: Sequence[Labelled], weights: Sequence[float], buckets: int, c: float, *, paired: bool = False
) -> Model:
    found = LogisticRegression(C=c, solver="liblinear", random_state=0)
    told = rows([text for text, _ in given], buckets, paired=paired)
    found.fit(told, [truth for _, truth in given], sample_weight=weights)
    weight = found.coef_[0]
    scale = float(np.abs(weight).max()) / STEPS
    steps = bytes(ZERO + int(step) for step in np.rint(weight / scale))
    return Model(float(found.intercept_[0]), scale, steps, pairs=paired)


def odds(model: Model) -> Callable[[str], float]:
    """What a model says of a text."""
    act = Learned({"act": model})
    return lambda text: act.odds("act", prepare(text))


def distress(folder: Path, say: Callable[[str], object]) -> Model:
    given = [(line["text"], line["labels"]["distress"]) for line in goemotions(folder, "train")]
    films = film_lines(edos(folder), "distress")
    given += films["tune"] * EDOS_TIMES
    model = learned(given, [1.0] * len(given), DISTRESS_BUCKETS, DISTRESS_C)
    comments = [(line["text"], line["labels"]["distress"]) for line in goemotions(folder)]
    for name, lines in (("GoEmotions dev", comments), ("EDOS, other half", films["report"])):
        say(f"distress, {name}: AUC {_auc(model, lines):.3f} of {len(lines)}\n")
    return model


def consoling(folder: Path, say: Callable[[str], object]) -> Model:
    films = film_lines(edos(folder), "empathy")
    weights = [CONSOLING_TIMES if truth else 1.0 for _, truth in films["tune"]]
    model = learned(films["tune"], weights, CONSOLING_BUCKETS, DISTRESS_C)
    say(f"consoling, EDOS, other half: AUC {_auc(model, films['report']):.3f} of {len(films['report'])}\n")
    return model


def film_lines(lines: Iterable[Line], label: str) -> dict[str, list[Labelled]]:
    """The lines that carry the label, by halves."""
    films: dict[str, list[Labelled]] = {"tune": [], "report": []}
    for line in lines:
        if label in line["labels"]:
            films[half(line["conversation_id"])].append((line["text"], line["labels"][label]))
    return films


def _auc(model: Model, lines: Sequence[Labelled]) -> float:
    tell = odds(model)
    return float(roc_auc_score([truth for _, truth in lines], [tell(text) for text, _ in lines]))


def comments(folder: Path) -> list[str]:
    """One in ten of GoEmotions' comments that neither thank, nor care, nor are sorry."""
    names = (folder / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    kind = {"gratitude", "joy", "approval", "admiration", "love", "relief", "excitement", "optimism"}
    kind |= {"caring", "sadness", "remorse"}
    with gzip.open(folder / "goemotions_train.tsv.gz", "rt", encoding="utf-8") as file:
        told = [row.rstrip("\n").split("\t") for row in file]
    plain = [text for text, ids, _ in told if not kind & {names[int(number)] for number in ids.split(",")}]
    return plain[::6]


def act_model(act: Act, besides: Sequence[str], say: Callable[[str], object]) -> Model:
    authors = by_author(act)
    aside = [(text, False) for text in besides] if act.besides else []
    calm = plain(act)

    def model(given: Sequence[Labelled]) -> Model:
        weights = [1.0] * len(given) + [PLAIN] * len(calm) + [ASIDE] * len(aside)
        return learned([*given, *calm, *aside], weights, act.buckets, ACT_C, paired=bool(act.cue))

    ranked: list[tuple[float, bool]] = []
    open_: list[tuple[float, bool]] = []
    for author, tried in authors.items():
        tell = odds(model([line for other, lines in authors.items() if other != author for line in lines]))
        for text, truth in tried:
            ready = prepare(text)
            names = [hit.rule.name for hit in READER.hits(ready, act.speaker)]
            told = tell(text), truth
            ranked.append(told)
            if author not in MENDED_FROM and not any(name.startswith(SETTLED[act.name]) for name in names):
                open_.append(told)
    believed, precision, recall = threshold(sorted(open_ or ranked, reverse=True), act.precision)
    auc = roc_auc_score([truth for _, truth in ranked], [told for told, _ in ranked])
    say(
        f"{act.name}: AUC {auc:.3f} of {len(ranked)}; from {believed:.2f} precision {precision:.3f} recall {recall:.3f}"
        f" of {len(open_ or ranked)}\n"
    )
    given = [line for lines in authors.values() for line in lines]
    return structs.replace(model(given), believed=round(believed, 3))


def threshold(ranked: Sequence[tuple[float, bool]], precision: float) -> tuple[float, float, float]:
    """The lowest odds that keep the precision, and precision and recall there."""
    best, right, total = (99.0, 1.0, 0.0), 0, sum(truth for _, truth in ranked)
    for count, (told, truth) in enumerate(ranked, start=1):
        right += truth
        if right / count >= precision:
            best = (told, right / count, right / total)
    return best


def main(folder: Path, *, write: bool, say: Callable[[str], object]) -> None:
    besides = comments(folder)
    models = {"distress": distress(folder, say), "consoling": consoling(folder, say)}
    models |= {act.name: act_model(act, besides, say) for act in ACTS}
    for name, model in models.items():
        say(f"{name}.bin: {len(model.weights)} weights, {len(model.packed())} bytes packed\n")
        if write:
            (MODELS / f"{name}.bin").write_bytes(model.packed())


if __name__ == "__main__":
    main(Path(sys.argv[1]), write="--write" in sys.argv, say=sys.stdout.write)
