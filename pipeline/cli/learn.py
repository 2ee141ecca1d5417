"""``makegood learn``: thresholds and templates from recorded chats, written as rules."""

import click
from msgspec import structs

from pipeline.cli.judging import Replay
from pipeline.cli.options import with_rules
from pipeline.domain.events import Message
from pipeline.domain.rules import Rules
from pipeline.domain.templates import Templates
from pipeline.learning.canned import Said, Template, templates
from pipeline.learning.thresholds import with_quantiles
from pipeline.ops.rules_file import named, written
from pipeline.wire.masking import mask

SHOWN = 120
"""Characters of a template that stand in the file, masked, for whoever reads it."""


@click.command()
@click.argument("file")
@click.option(
    "--chats", type=click.IntRange(1), default=2, show_default=True, help="A text said in so many chats is a template."
)
@click.option("--templates-only", is_flag=True, help="Leave the thresholds as they are.")
@with_rules
def learn(file: str, rules: Rules, chats: int, templates_only: bool) -> int:
    """Learn from FILE (recorded events, JSON lines) and write a rule file to standard output.

    Thresholds of distress are quantiles of these chats; templates are texts that agents say in several of them. What
    is not learned is taken from the rules in force.
    Lines that are no events are told on stderr, left out, and make the exit status 1.
    """
    run = Replay(rules)
    said, levels = _recorded(run, file)
    found = templates(said, rules.canned_similarity, chats)
    learned = rules if templates_only else with_quantiles(rules, levels)
    click.echo(_file(learned, found), nl=False)
    click.echo(
        f"{len(said)} texts of agents, {len(found)} templates; {len(levels)} messages of customers, distress high from "
        f"{learned.distress_high}",
        err=True,
    )
    return 1 if run.rejected else 0


def _recorded(run: Replay, file: str) -> tuple[list[Said], list[float]]:
    said: list[Said] = []
    levels: list[float] = []
    for event in run.events(file, "learn"):
        run.fold(event)
        if not isinstance(event, Message) or event.internal or not (event.reading.opening and event.reading.supported):
            continue
        if event.role == "agent" and event.reading.sketch:
            said.append(Said(event.conversation_id, event.reading.sketch, event.text))
        elif event.role == "customer":
            state = run.partition.state(event.conversation_id)
            levels += state.levels[-1:] if state is not None else ()
    return said, levels


def _file(rules: Rules, found: list[Template]) -> str:
    """The rule file: each template with its text above it, and a version that its content gives."""
    rules = structs.replace(rules, templates=Templates())
    settled = [line for line in written(rules).splitlines() if not line.startswith(("version ", "templates "))]
    listed = ["templates = ["]
    for template in found:
        text = " ".join(mask(template.text).split())[:SHOWN]
        printable = "".join(c for c in text if c.isprintable())
        listed += [f"  # in {template.chats} chats: {printable}", f"  {list(template.sketch)},"]
    body = "\n".join([*settled, *listed, "]", ""])
    return f'version = "{named("learned", body)}"\n{body}'
