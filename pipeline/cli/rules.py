"""``makegood rules check|show``."""

from pathlib import Path

import click

from pipeline.cli.options import with_rules
from pipeline.domain.rules import Rules
from pipeline.ops.rules_file import read_rules, written


@click.group()
def rules() -> None:
    """A rule file checked; the rules in force."""


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check FILE: each error with its line and reason. The exit status is 1 then, and 2 where FILE cannot be read."""
    found, errors = read_rules(file)
    for error in errors:
        click.echo(error, err=True)
    if found is None:
        return 1
    click.echo(f"{file}: version {found.version}, fine")
    return 0


@rules.command()
@with_rules
def show(rules: Rules) -> None:
    """Print the rules in force, as a file that --rules takes."""
    click.echo(written(rules))
