"""``makegood worker``: judges the chats of its share of the partitions."""

from importlib.metadata import version

import click

from pipeline.cli.options import with_settings
from pipeline.language.reader import Reader
from pipeline.ops import http, metrics
from pipeline.ops.complaint import Complaint
from pipeline.ops.logs import set_up_logs
from pipeline.ops.rules_file import load_rules
from pipeline.ops.settings import Settings
from pipeline.ops.topics import check_topics
from pipeline.stream.worker import Worker
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets


@click.command()
@click.option("--accept-loss", is_flag=True, help="Go on where records were deleted before they were judged.")
@click.option("--accept-dead-letters", is_flag=True, help="Go on where most of what comes is no events.")
@with_settings("app", "worker_id", "delivery", "clock", "http", "rules", "metrics_by_agent")
def worker(settings: Settings, accept_loss: bool, accept_dead_letters: bool) -> int:
    """Judge chats. Start as many workers as there are cores and machines; they share the partitions."""
    set_up_logs()
    rules = load_rules(settings.rules)
    if faults := check_topics(settings):
        raise Complaint(faults[0])
    metrics.running(version("makegood"), rules.version)
    decoder = Decoder(Reader(secrets).read_all, clamp_clock=settings.clock == "wall")
    judging = Worker(settings, rules, decoder, accept_loss=accept_loss, accept_dead_letters=accept_dead_letters)
    server = http.serve(settings, health=judging.standstill, ready=judging.trouble)
    try:
        return judging.run()
    finally:
        server.shutdown()
