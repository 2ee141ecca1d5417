"""The long run: ``python -m tests.chaos [--seed N] [--from ROUND] [--to ROUND]``; ``make chaos``.

Every round plays on fresh topics and is compared by itself; its outcome and its workers' logs stay in build/chaos. A
round that fails can be played again by its number and the same seed.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.brokers import ApacheKafka
from tests.chaos.plan import long_run
from tests.chaos.playing import play, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="ROUND")
    parser.add_argument("--to", dest="last", type=int, metavar="ROUND", help="the first that is not played")
    parser.add_argument("--folder", type=Path, default=Path("build/chaos"))
    told = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("kafka").setLevel(logging.ERROR)  # it tells of every try while the broker is away
    logging.getLogger("tests").setLevel(logging.INFO)
    failed = 0
    rounds = long_run(told.seed)
    for number in range(told.first, told.last or len(rounds)):
        seed = told.seed * 1_000 + number
        began = time.monotonic()
        click.echo(f"round {number} of {len(rounds)}, seed {seed}: {', '.join(rounds[number])}")
        try:
            with tempfile.TemporaryDirectory() as folder, ApacheKafka(Path(folder)) as kafka:
                outcome = play(kafka, seed, rounds[number], told.folder)
            verdict = str(outcome.difference) if outcome.difference else "equal"
            failed += bool(outcome.difference)
        except Exception as error:  # noqa: BLE001 - a round that fails is told; the others are played
            verdict, failed = f"FAILED: {error}", failed + 1
        click.echo(f"  {verdict}, {time.monotonic() - began:.0f} s")
    kept = [json.loads(file.read_text()) for file in sorted(told.folder.glob(f"{told.seed}[0-9][0-9][0-9].json"))]
    click.echo(table(kept))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
