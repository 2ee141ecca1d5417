"""``makegood eval``: how well labelled lines are judged."""

import click
import msgspec

from pipeline.cli.event_file import numbered_lines
from pipeline.cli.options import with_rules
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.learning.labelled import Judge, LabelError
from pipeline.learning.measures import NAMES, RESAMPLES, Judged, Measured, measured
from pipeline.wire.masking import secrets


@click.command()
@click.argument("file")
@click.option(
    "--resamples",
    type=click.IntRange(0),
    default=RESAMPLES,
    show_default=True,
    help="For the intervals; 0 leaves them out.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@with_rules
def eval(file: str, rules: Rules, resamples: int, form: str) -> int:  # noqa: A001 - the command's name
    """Measure the judgement on FILE (labelled JSON lines; - for standard input).

    A line is {"role", "text", "labels"} or {"conversation_id", "events", "labels"} or what `feedback export` writes;
    docs/accuracy.md tells the labels. Intervals hold 95 % of bootstrap resamples by conversation. Lines that cannot be
    judged are told on stderr, left out, and make the exit status 1.
    """
    judge = Judge(Reader(secrets), rules)
    rows: dict[str, list[Judged]] = {}
    status = 0
    for number, line in numbered_lines(file, "eval"):
        try:
            for label, judged in judge.judged(line, number):
                rows.setdefault(label, []).append(judged)
        except LabelError as error:
            click.echo(f"makegood: {file}, line {number}: {error}; left out", err=True)
            status = 1
    found = {label: measured(rows[label], resamples) for label in sorted(rows)}
    if form == "json":
        click.echo(msgspec.json.encode(found))
    else:
        click.echo(_table(found))
    return status


def _table(found: dict[str, Measured]) -> str:
    if not found:
        return "no labelled lines"
    width = max(map(len, found))
    head = f"{'label':{width}}  {'cases':>6}  {'true':>6}" + "".join(f"  {name:16}" for name in NAMES)
    return "\n".join([head.rstrip(), *(_row(f"{label:{width}}", m) for label, m in found.items())])


def _row(label: str, found: Measured) -> str:
    cells = (f"  {_cell(found, name):16}" for name in NAMES)
    return f"{label}  {found.cases:6}  {found.positives:6}{''.join(cells)}".rstrip()


def _cell(found: Measured, name: str) -> str:
    if name not in found.figures:
        return "-"
    cell = f"{found.figures[name]:.3f}"
    if name in found.intervals:
        low, high = found.intervals[name]
        cell += f" {low:.3f}-{high:.3f}"
    return cell
