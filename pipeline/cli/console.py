"""``makegood console``: the web console."""

import click

from pipeline.cli.amounts import HOURS
from pipeline.cli.options import with_settings
from pipeline.console.serving import Serving, serve
from pipeline.ops.complaint import Complaint
from pipeline.ops.kafka_clients import partitions_of
from pipeline.ops.logs import set_up_logs
from pipeline.ops.rules_file import load_rules
from pipeline.ops.settings import Settings
from pipeline.ops.topics import check_topics


@click.command()
@click.option(
    "--hours",
    type=HOURS,
    metavar="HOURS",
    default=24.0,
    show_default=True,
    help="How far back transcripts are read at the start.",
)
@click.option(
    "--host", "names", multiple=True, metavar="NAME", help="A name by which browsers call it, behind a proxy."
)
@with_settings("clock", "http", "rules", "metrics_by_agent", http="127.0.0.1:9465")
def console(settings: Settings, hours: float, names: tuple[str, ...]) -> int:
    """Show who needs a senior now, each conversation with why and why not, and how teams do.

    It reads the topics, and writes verdicts to the input and who takes over or hands on to makegood.routing.v1; any
    number may run. Beyond loopback it wants a token (MAKEGOOD_HTTP_TOKEN), which browsers are asked for.
    """
    set_up_logs()
    rules = load_rules(settings.rules)
    if faults := check_topics(settings):
        raise Complaint(faults[0])
    partitions = partitions_of(settings, settings.events_topic)
    serving = Serving(partitions=partitions, hours=hours, names=names)
    return serve(settings, rules, serving, lambda address: click.echo(f"The console is on {address}", err=True))
