"""``makegood notify``: decisions on who is to act, delivered."""

import click

from pipeline.cli.options import with_settings
from pipeline.notify.serving import serve
from pipeline.notify.targets import load_targets
from pipeline.ops.complaint import Complaint
from pipeline.ops.logs import set_up_logs
from pipeline.ops.settings import Settings
from pipeline.ops.topics import check_topics


@click.command()
@click.argument("targets")
@with_settings("app", "http", http="127.0.0.1:9466")
def notify(targets: str, settings: Settings) -> int:
    """Tell the targets of the file TARGETS who is to act on which chat, and take seniors' answers.

    Each decision arrives at least once under one id, at webhooks (CloudEvents, signed) and at people (Slack, Teams,
    PagerDuty, e-mail and more, by Apprise). What cannot be delivered in time becomes a dead letter. Several may run:
    one delivers, the others stand by. Where a target wishes it, agents are nudged before a deadline.
    docs/receivers.md shows what to receive it with.
    """
    set_up_logs()
    told = load_targets(targets)
    if faults := check_topics(settings):
        raise Complaint(faults[0])
    return serve(settings, told, lambda line: click.echo(line, err=True))
