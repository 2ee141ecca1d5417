"""``makegood replay``: the escalation steps of a file of events, as the topic would carry them."""

import click

from pipeline.cli.comparison import Comparison
from pipeline.cli.judging import Replay
from pipeline.cli.options import with_rules
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.rules import Rules
from pipeline.ops.rules_file import load_rules
from pipeline.wire.codec import encode_outcome
from pipeline.wire.times import to_iso

COLUMNS = f"{'at':24}  {'conversation':20}  {'step':12}  {'reason':22}  {'severity':8}  why or what is missing"


@click.command()
@click.argument("file")
@click.option("--compare", metavar="RULES", help="What this rule file would add, drop and move instead.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@with_rules
def replay(file: str, rules: Rules, compare: str | None, form: str) -> int:
    """Judge the events of FILE (JSON lines in order of `at`, or what `export` wrote; - for standard input).

    One clock for all; after the last event time runs on until nothing is due. Lines that are no events are told
    on stderr, left out, and make the exit status 1. With --compare the differences are told instead of the steps;
    where supervisors' verdicts are in the file, false alarms per 100 chats too.
    """
    if compare is not None:
        compared = Comparison(file, rules, load_rules(compare))
        for line in compared.json_lines() if form == "jsonl" else compared.table():
            click.echo(printable(line))
        return 1 if compared.rejected else 0
    run = Replay(rules)
    told = 0
    for outcome in run.outcomes(file):
        if not isinstance(outcome, EscalationStep):
            continue
        if form == "table" and not told:
            click.echo(COLUMNS)
        click.echo(encode_outcome(outcome).value if form == "jsonl" else row(outcome))
        told += 1
    if form == "table" and not told:
        click.echo("nothing to escalate")
    return 1 if run.rejected else 0


def row(step: EscalationStep) -> str:
    """A step on one line, and the quote below it where it opens or rises."""
    said = step.why or step.missing or ""
    line = (
        f"{to_iso(step.at):24}  {printable(step.conversation_id):20}  {step.type:12}  {step.reason:22}  "
        f"{step.severity:8}  {printable(said)}"
    )
    quotes = (f"\n{'':26}{e.role}, {e.cue}: “{printable(e.quote)}”" for e in step.evidence)
    return line + "".join(quotes)


def printable(text: str) -> str:
    """Without characters that would move a terminal's cursor or turn its text around."""
    return "".join(c if c.isprintable() else " " for c in text)
