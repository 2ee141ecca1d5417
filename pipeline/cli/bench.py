"""``makegood bench``: what a worker carries, against loops and other frameworks. Runs in a source tree only."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from pipeline.ops.complaint import Complaint

ROOT = Path(__file__).resolve().parents[2]
CONTENDERS = ("vader", "step", "worker", "quix", "bytewax", "faust", "two")


@click.command()
@click.option("--runs", type=click.IntRange(1), default=1, show_default=True, help="Each figure is their median.")
@click.option("--messages", type=click.IntRange(100), default=20_000, show_default=True, help="Of one run.")
@click.option("--partitions", type=click.IntRange(1), default=8, show_default=True, help="Of the topics.")
@click.option("--only", "only", type=click.Choice(CONTENDERS), multiple=True, help="These and no others; repeatable.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def bench(runs: int, messages: int, partitions: int, only: tuple[str, ...], form: str) -> int:
    """Measure one worker on an Apache Kafka started for it, and print ratios first.

    vader: polarity_scores in a loop. step: the judgement in a loop. worker: one worker, exactly once. quix, bytewax,
    faust: the same judgement there. two: two workers. It takes some minutes; docs/performance.md explains it.
    """
    if not (ROOT / "tests" / "bench" / "__main__.py").is_file():
        raise Complaint("bench runs in makegood's source tree, where tests/bench is: there, `make bench`")
    if find_spec("pytest") is None or find_spec("yaml") is None:
        raise Complaint("bench needs what tests need: `make bench` sets it up")
    command = [sys.executable, "-m", "tests.bench", str(runs), str(messages), str(partitions), form]
    return subprocess.run([*command, *(only or CONTENDERS)], cwd=ROOT, check=False).returncode  # noqa: S603 - our own
