"""A round played and kept, whatever comes of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.brokers import ApacheKafka
from tests.chaos.faults import FAULTS
from tests.chaos.scene import Outcome, Scene


def play(kafka: ApacheKafka, seed: int, faults: Sequence[str], folder: Path) -> Outcome:
    """Play a round; the workers' logs and the outcome are written into ``folder``. Raises what went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(kafka, seed)
    try:
        scene.begin()
        for name in faults:
            scene.play(name, FAULTS[name])
        outcome = scene.finish()
    finally:
        for number, worker in enumerate(scene.stage.workers):
            (folder / f"{seed}-worker-{number}.log").write_text(worker.log)
        scene.end()
    (folder / f"{seed}.json").write_text(json.dumps(asdict(outcome), indent=1))
    return outcome


def table(outcomes: Iterable[dict[str, object]]) -> str:
    """The outcomes of rounds as one table."""
    times: dict[str, int] = {}
    longest: dict[str, float] = {}
    sums = dict.fromkeys(("records", "steps", "kills", "ended_alone"), 0)
    wrong = dict.fromkeys(("missing", "extra", "doubled", "different"), 0)
    rounds = 0
    for outcome in outcomes:
        rounds += 1
        for name, number in outcome["faults"].items():  # type: ignore[attr-defined]
            times[name] = times.get(name, 0) + number
        for name, took in outcome["standstill"].items():  # type: ignore[attr-defined]
            longest[name] = max(took, longest.get(name, 0.0))
        for name in sums:
            sums[name] += outcome[name]  # type: ignore[operator]
        for name in wrong:
            wrong[name] += outcome["difference"][name]  # type: ignore[index]
    lines = ["| fault | times | all judge again after at most |", "|---|---|---|"]
    lines += [f"| {name} | {times[name]} | {longest[name]:.1f} s |" for name in FAULTS if name in times]
    told = ", ".join(f"{number} {name}" for name, number in wrong.items())
    summary = (
        f"{rounds} rounds, {sums['kills']} workers killed, {sums['ended_alone']} gave up by themselves; "
        f"{sums['records']:,} records, {sums['steps']:,} steps of escalations: {told}."
    )
    return "\n".join([*lines, "", summary])
