"""What ``makegood bench`` runs: ``python -m tests.bench RUNS MESSAGES PARTITIONS table|json CONTENDER…``."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from pipeline.ops.complaint import Complaint
from tests.bench import contest
from tests.bench.measured import Measured
from tests.bench.messages import Sent, messages
from tests.bench.report import report, table
from tests.brokers import ApacheKafka

LOOPS = {"vader": "vader", "step": "judgement"}
WORKERS = {"worker": 1, "two": 2}
WRONG_USE = 2
TOGETHER = {"group.initial.rebalance.delay.ms": "3000"}
"""Kafka's own default: workers that start together share the partitions from the first message on. Where the first
one is given all of them at once, it may have judged nearly all when the second comes."""


def main(runs: int, number: int, partitions: int, form: str, names: Sequence[str]) -> int:
    """Run all, print the result; the exit status."""
    try:
        _check(names)
        rounds = [_round(names, messages(number, seed), partitions) for seed in range(1, runs + 1)]
    except Complaint as complaint:
        click.echo(f"makegood: {complaint}", err=True)
        return WRONG_USE
    found = report(rounds)
    click.echo(msgspec.json.encode(found) if form == "json" else table(found))
    return 0


def _check(names: Sequence[str]) -> None:
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing and not set(names) <= LOOPS.keys():
        raise Complaint(f"bench starts an Apache Kafka and lacks {', '.join(missing)}: install Java 17 and Maven")
    if {"quix", "bytewax"} & set(names) and not contest.PEERS.is_file():
        raise Complaint("Quix Streams and Bytewax are not installed: `make bench` does it; or leave them out by --only")


def _round(names: Sequence[str], sent: Sequence[Sent], partitions: int) -> dict[str, Measured]:
    """Everyone in turn, each on topics made anew; a broker only where somebody wants one."""
    found: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "messages"
        file.write_bytes(msgspec.msgpack.encode(sent))
        loops = [name for name in names if name in LOOPS]
        for name in loops:
            click.echo(f"{name} …", err=True)
            found[name] = contest.loop(LOOPS[name], file)
        if len(loops) == len(names):
            return found
        with ApacheKafka(folder / "kafka", TOGETHER) as kafka:
            for name in names:
                if name in LOOPS:
                    continue
                click.echo(f"{name} …", err=True)
                if name in WORKERS:
                    found[name] = contest.workers(WORKERS[name], kafka.address, sent, partitions)
                else:
                    (folder / name).mkdir()
                    found[name] = contest.peer(name, kafka.address, sent, partitions, folder / name)
    return found


if __name__ == "__main__":
    runs, number, partitions, form, *names = sys.argv[1:]
    sys.exit(main(int(runs), int(number), int(partitions), form, names))
