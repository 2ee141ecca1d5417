"""Trains what is learned: ``python -m tests.learning.train FOLDER [--write]``. Needs the extra ``train``.

``distress``: from the training part of GoEmotions (Apache-2.0) and half of EDOS (CC BY 4.0), tried on GoEmotions'
development part and on the other half of EDOS. ``consoling``: from half of EDOS, tried on the other. FOLDER is where
these lie, outside the project.

The acts: from the lines beside this file, written for the project; learned from one author's, tried on the other's,
both ways. An act is believed from the lowest log-odds at which the lines believed are right as often as it asks. What
is written is learned from all. Comments of GoEmotions stand in for what people say besides.

The same data gives the same bytes.
"""

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import sqrt
from pathlib import Path

import numpy as np
from msgspec import Struct, structs
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pipeline.language.learned import ZERO, Learned, Model, features, words
from pipeline.language.text import prepare
from tests.labelled_sets import Line, edos, goemotions, half

HERE = Path(__file__).parent
MODELS = HERE.parents[1] / "pipeline" / "language" / "models"
STEPS = 127
EDOS_TIMES = 2
"""A film line says what people say to each other, a comment what they say of things; there are ten times as many."""
CONSOLING_TIMES = 4.0
"""The weight of a film line that consoles; one in ten does."""
PLAIN = 2.0
"""The weight of a customer's line that only wishes for something."""
ASIDE = 0.3
"""The weight of a comment that stands in for what people say besides."""

Labelled = tuple[str, bool]


class Act(Struct, frozen=True):
    """One act: which labels of whose lines show it, which lines say nothing of it, and how sure to be."""

    name: str
    speaker: str
    labels: frozenset[str]
    precision: float
    left_out: frozenset[str] = frozenset()
    besides: bool = True


ACTS = (
    Act("empathy", "agent", frozenset(("E1", "E2", "E3", "E4")), 0.97),
    Act("action", "agent", frozenset(("D", "S")), 0.95),
    Act("problem", "customer", frozenset("P"), 0.85, frozenset("NTVOM"), besides=False),
    Act("closing", "customer", frozenset("Z"), 0.95),
)
DISTRESS_BUCKETS, ACT_BUCKETS = 1 << 16, 1 << 15
DISTRESS_C, ACT_C = 1.0, 10.0


def rows(texts: Sequence[str], buckets: int) -> csr_matrix:
    """A row a text, as :class:`Learned` weighs it."""
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for text in texts:
        found = words(prepare(text))
        for word in found:
            for number, counts in features(word):
                columns.append(number % buckets)
                values.append(counts / sqrt(len(found)))
        ends.append(len(columns))
    return csr_matrix((np.array(values), np.array(columns), np.array(ends)), shape=(len(texts), buckets))


def learned(given: Sequence[Labelled], weights: Sequence[float], buckets: int, c: float) -> Model:
    found = LogisticRegression(C=c, solver="liblinear", random_state=0)
    found.fit(rows([text for text, _ in given], buckets), [truth for _, truth in given], sample_weight=weights)
    told = found.coef_[0]
    scale = float(np.abs(told).max()) / STEPS
    return Model(float(found.intercept_[0]), scale, bytes(ZERO + int(step) for step in np.rint(told / scale)))


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
    model = learned(films["tune"], weights, ACT_BUCKETS, DISTRESS_C)
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
    act = Learned(model)
    return float(roc_auc_score([truth for _, truth in lines], [act.odds(prepare(text)) for text, _ in lines]))


def lines_of(act: Act, author: str) -> Iterator[Labelled]:
    """What one author wrote that says something of the act."""
    for row in (HERE / f"{act.speaker}_{author}.tsv").read_text(encoding="utf-8").splitlines():
        *_, labels, text = row.split("\t")
        told = set(labels.split(","))
        if told & act.labels or not told & act.left_out:
            yield text, bool(told & act.labels)


def lines_of_the_calm() -> list[Labelled]:
    """What customers write who book, choose, order and answer: wishes, and no problems."""
    told = (HERE / "customer_plain.txt").read_text(encoding="utf-8").splitlines()
    return [(text, False) for text in told]


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
    one, other = list(lines_of(act, "a")), list(lines_of(act, "b"))
    aside = [(text, False) for text in besides] if act.besides else []
    plain = lines_of_the_calm() if act.name == "problem" else []

    def model(given: Sequence[Labelled]) -> Model:
        weights = [1.0] * len(given) + [PLAIN] * len(plain) + [ASIDE] * len(aside)
        return learned([*given, *plain, *aside], weights, ACT_BUCKETS, ACT_C)

    ranked: list[tuple[float, bool]] = []
    for given, tried in ((one, other), (other, one)):
        trial = Learned(model(given))
        ranked += [(trial.odds(prepare(text)), truth) for text, truth in tried]
    believed, precision, recall = threshold(sorted(ranked, reverse=True), act.precision)
    auc = roc_auc_score([truth for _, truth in ranked], [odds for odds, _ in ranked])
    say(f"{act.name}: AUC {auc:.3f}; from {believed:.2f} precision {precision:.3f} recall {recall:.3f}\n")
    return structs.replace(model([*one, *other]), believed=round(believed, 3))


def threshold(ranked: Sequence[tuple[float, bool]], precision: float) -> tuple[float, float, float]:
    """The lowest odds that keep the precision, and precision and recall there."""
    best, right, total = (99.0, 1.0, 0.0), 0, sum(truth for _, truth in ranked)
    for count, (odds, truth) in enumerate(ranked, start=1):
        right += truth
        if right / count >= precision:
            best = (odds, right / count, right / total)
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
