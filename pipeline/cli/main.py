"""The command `makegood`: one module a command, loaded when it is called."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from pipeline.cli import standard_output
from pipeline.ops.complaint import Complaint

COMMANDS = {
    "demo": "Everything on this machine: broker, topics, worker, simulated chats.",
    "worker": "One worker; as many as there are cores and machines.",
    "console": "The web console: who needs a senior now, and why.",
    "notify": "Who is to act on which chat, told to webhooks and people.",
    "topics": "Topics with the right counts, retention, compaction, sizes.",
    "ingest": "Events (JSON lines) into Kafka, at full speed or played.",
    "simulate": "The demo's chats into Kafka, again and again.",
    "export": "The input topic as JSON lines.",
    "replay": "The escalation steps of a file of events.",
    "explain": "A conversation message by message: why, and why not.",
    "score": "Single messages: distress, empathy, resolving.",
    "eval": "How well labelled lines are judged.",
    "learn": "Thresholds and templates from recorded chats, as rules.",
    "bench": "What a worker carries, against loops and other frameworks.",
    "rules": "A rule file checked; the rules in force.",
    "dlq": "The dead letters.",
    "feedback": "What supervisors said of escalations, as labelled lines.",
    "erase": "A conversation forgotten.",
}
"""Each is the object of its own name in the module of its own name."""

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


class Commands(click.Group):
    """Knows its commands by name and imports only the one that is called: `replay` needs no Faust."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, its module imported."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"pipeline.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a slip of ours, found by the tests
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="makegood", prog_name="makegood")
def makegood() -> None:
    """Escalate support chats where empathy is shown and no resolving action follows.

    Exit status: 0 done, 1 a check failed, 2 wrong use or a part missing.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a complaint is one line on stderr, never a traceback."""
    standard_output.explain_failures()
    try:
        result = makegood.main(args=arguments, prog_name="makegood", standalone_mode=False)
        sys.stdout.flush()  # at exit it would be too late to tell in words
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(f"makegood: {_missing(error.ctx)}", err=True)
        sys.exit(WRONG_USE)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "makegood"
        click.echo(f"makegood: {error.format_message()} See {command} --help", err=True)
        sys.exit(WRONG_USE)
    except click.ClickException as error:
        click.echo(f"makegood: {error.format_message()}", err=True)
        sys.exit(WRONG_USE)
    except Complaint as complaint:
        click.echo(f"makegood: {complaint}", err=True)
        standard_output.finish()
        sys.exit(WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # `makegood export | head`: the reader has what it wanted.
        standard_output.finish()
        sys.exit(0)
    except Exception as error:
        if (why := _outside(error)) is None:
            if os.environ.get("MAKEGOOD_TRACEBACK"):
                raise
            # The text of an unforeseen error may quote a chat, so only its kind is told.
            why = f"{type(error).__name__}, a fault of makegood; MAKEGOOD_TRACEBACK=1 shows where"
        click.echo(f"makegood: {why}", err=True)
        standard_output.finish()
        sys.exit(WRONG_USE)
    sys.exit(result if isinstance(result, int) else 0)


def _outside(error: Exception) -> str | None:
    """What went wrong around makegood, and where it is known where."""
    if isinstance(error, UnicodeEncodeError):
        return standard_output.unwritable(error)
    if not isinstance(error, OSError):
        return None
    why = error.strerror or type(error).__name__
    return f"{error.filename}: {why}" if error.filename else why


def _missing(ctx: click.Context | None) -> str:
    """What has to follow a name that stands for several commands."""
    assert ctx is not None  # noqa: S101 - click tells whose help it is
    assert isinstance(ctx.command, click.Group)  # noqa: S101 - commands of ours that want nothing run without
    names = ", ".join(ctx.command.list_commands(ctx))
    return f"a command is missing, one of {names}. See {ctx.command_path} --help"


if __name__ == "__main__":
    main()
