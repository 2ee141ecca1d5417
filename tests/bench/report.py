"""The figures of some rounds: ratios first."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec import Struct

from tests.bench.measured import Measured

RIVALS = ("vader", "step", "quix", "bytewax", "faust")
TITLES = {
    "vader": "polarity_scores in a loop",
    "step": "the judgement in a loop",
    "worker": "one worker, exactly once",
    "quix": "the judgement on Quix Streams",
    "bytewax": "the judgement on Bytewax",
    "faust": "the judgement on Faust",
    "two": "two workers",
}


class Figures(Struct, frozen=True):
    """One contender, medians."""

    messages_per_second: float
    cpu_microseconds: float
    """Processor time of one message."""


class Report(Struct, frozen=True):
    """All that was measured."""

    ratios: dict[str, float]
    """Messages per second, `worker/rival`."""
    cpu_ratios: dict[str, float]
    """The same by processor time (rival's divided by the worker's): steadier where the machine has other work.
    `two/worker`: processor time of a message with two workers against one; here less is better."""
    rounds: int
    contenders: dict[str, Figures]


def report(rounds: Sequence[Mapping[str, Measured]]) -> Report:
    """Medians over the rounds, of each ratio by itself."""
    names = list(rounds[0])
    ratios: dict[str, float] = {}
    cpu: dict[str, float] = {}
    if "worker" in names:
        for rival in (name for name in RIVALS if name in names):
            ratios[f"worker/{rival}"] = _median(r["worker"].rate / r[rival].rate for r in rounds)
            cpu[f"worker/{rival}"] = _median(r[rival].microseconds / r["worker"].microseconds for r in rounds)
        if "two" in names:
            cpu["two/worker"] = _median(r["two"].microseconds / r["worker"].microseconds for r in rounds)
    contenders = {
        name: Figures(_median(r[name].rate for r in rounds), _median(r[name].microseconds for r in rounds))
        for name in names
    }
    return Report(ratios, cpu, len(rounds), contenders)


def table(found: Report) -> str:
    """What a person reads."""
    lines = [f"{'':24}{'throughput':>12}{'CPU time':>12}"] if found.ratios or found.cpu_ratios else []
    for name in dict.fromkeys((*found.ratios, *found.cpu_ratios)):
        cells = (f"{ratio[name]:12.2f}" if name in ratio else f"{'':12}" for ratio in (found.ratios, found.cpu_ratios))
        lines.append(f"{name:24}{''.join(cells)}")
    if lines:
        lines.append("")
    lines.append(f"{'':32}{'messages/s':>12}{'CPU µs each':>14}")
    for name, figures in found.contenders.items():
        lines.append(f"{TITLES[name]:32}{figures.messages_per_second:12,.0f}{figures.cpu_microseconds:14.1f}")
    return "\n".join([*lines, f"median of {found.rounds}" if found.rounds > 1 else "one round"])


def _median(values: Iterable[float]) -> float:
    return round(median(values), 3)
