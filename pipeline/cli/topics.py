"""``makegood topics create|check``."""

import click

from pipeline.cli.options import with_settings
from pipeline.ops.settings import Settings
from pipeline.ops.topics import check_topics, create_topics


class Copies(click.IntRange):
    """So many copies, as many as Kafka can count; -1 stands for the broker's default."""

    def __init__(self) -> None:
        super().__init__(-1, 32_767)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse, or fail with what it must be."""
        copies: int = super().convert(value, param, ctx)
        if copies == 0:
            self.fail("a partition has 1 copy or more.", param, ctx)
        return copies


@click.group()
def topics() -> None:
    """Topics with the right counts, retention, compaction, sizes."""


@topics.command()
@click.option(
    "--replication", type=Copies(), default=-1, metavar="N", help="Copies of each partition (the broker's default)."
)
@with_settings("partitions")
def create(settings: Settings, replication: int) -> int:
    """Create the topics that are missing, with as many partitions as the input has."""
    for line in create_topics(settings, replication):
        click.echo(line)
    return _report(settings)


@topics.command()
@with_settings()
def check(settings: Settings) -> int:
    """Compare the topics with what makegood needs; exit status 1 where something is wrong."""
    return _report(settings)


def _report(settings: Settings) -> int:
    faults = check_topics(settings)
    for fault in faults:
        click.echo(fault, err=True)
    if not faults:
        click.echo(f"topics on {settings.broker}: fine")
    return 1 if faults else 0
