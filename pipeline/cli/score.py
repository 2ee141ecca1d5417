"""``makegood score``: single messages, graded."""

from typing import Any

import click
import msgspec

from pipeline.cli.event_file import numbered_lines
from pipeline.domain.events import Role
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets


class _Line(msgspec.Struct):
    role: Role
    text: str


_line = msgspec.json.Decoder(_Line)


@click.command()
@click.argument("file")
def score(file: str) -> int:
    """Grade the messages of FILE (JSON lines {"role", "text"}; - for standard input).

    Each comes back with `distress` (customers), or `empathy` and `resolving` (agents), from 0 to 1, and `cues`.
    Lines that are no messages are told on stderr and left out; the exit status is 1 then.
    """
    reader = Reader(secrets)
    status = 0
    for number, line in numbered_lines(file, "score"):
        try:
            told = _line.decode(line)
            graded: dict[str, Any] = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            click.echo(f'makegood: {file}, line {number}: {error}; a line is {{"role": …, "text": …}}', err=True)
            status = 1
            continue
        reading, measures = reader.grade(told.text, told.role)
        graded |= {name: round(value, 6) for name, value in measures.items()}
        graded["cues"] = [{"cue": cue.name, "quote": cue.quote} for cue in reading.cues]
        click.echo(msgspec.json.encode(graded))
    return status
