"""``makegood rules check|show``."""

from pathlib import Path

import click

from pipeline.ops.rules_file import load_rules, read_rules, written
from pipeline.ops.settings import load_settings


@click.group()
def rules() -> None:
    """A rule file checked; the rules in force."""


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check FILE: each error with its line and reason."""
    found, errors = read_rules(file)
    for error in errors:
        click.echo(error, err=True)
    if found is None:
        return 1
    click.echo(f"{file}: version {found.version}, fine")
    return 0


@rules.command()
@click.option("--rules", "file", metavar="FILE", help="A rule file (MAKEGOOD_RULES; the defaults).")
@click.option("--config", metavar="FILE", help="Settings as TOML (MAKEGOOD_CONFIG).")
def show(file: str | None, config: str | None) -> None:
    """Print the rules in force, as a file that --rules takes."""
    settings = load_settings({"rules": file}, file=config)
    click.echo(written(load_rules(settings.rules)))
