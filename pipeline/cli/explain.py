"""``makegood explain``: a conversation message by message, with what each did, why, and why not."""

from collections.abc import Iterable, Iterator

import click

from pipeline.cli.judging import Replay
from pipeline.cli.options import with_rules
from pipeline.cli.replay import printable, row
from pipeline.domain import explaining
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Action, Clock, ConversationEvent, Message, StatusChange
from pipeline.domain.rules import Rules
from pipeline.wire.times import to_iso
from pipeline.wire.transcript import Entry, only_steps, told


@click.command()
@click.argument("file")
@click.option("--conversation", metavar="ID", help="Only this one; without it all, one after the other.")
@with_rules
def explain(file: str, conversation: str | None, rules: Rules) -> int:
    """Tell message by message what was read in FILE: cues with their words, clocks, steps, why and why not."""
    by_conversation: dict[str, list[ConversationEvent]] = {}
    reading = Replay(rules)
    for event in reading.events(file, "read"):
        if not isinstance(event, Clock) and conversation in {None, event.conversation_id}:
            by_conversation.setdefault(event.conversation_id, []).append(event)
    if conversation is not None and not by_conversation:
        click.echo(f"makegood: {file} has no conversation {conversation!r}", err=True)
        return 1
    for name, events in by_conversation.items():
        click.secho(f"\n{printable(name)}", bold=True)
        for line in _told(events, Replay(rules)):
            click.echo(line)
    return 1 if reading.rejected else 0


def _told(events: list[ConversationEvent], run: Replay) -> Iterator[str]:
    partition = run.partition
    state = None
    for entry in told(events, partition):
        event, state = entry.event, entry.state
        yield from _steps(entry.before)
        yield f"\n{to_iso(event.at)}  {_happened(entry)}"
        if entry.fault is not None:
            run.reject(event.conversation_id, entry.fault)
        yield from _cues(event)
        yield from _steps(entry.steps)
        if state is not None:
            yield f"    {explaining.standing(state)}"
            yield from (f"    clock: {clock}" for clock in explaining.clocks(state, event.at, partition.rules))
    if state is not None and not state.escalations:
        yield "\nafter the last event, why not:"
        yield from (f"    {verdict.reason}: {verdict.because}" for verdict in explaining.why_not(state))
    ran_on = list(_steps(only_steps(run.run_on())))
    if ran_on:
        yield "\nas time runs on:"
        yield from ran_on


def _happened(entry: Entry) -> str:
    event = entry.event
    match event:
        case Message(internal=True):
            return f"{event.role}: (internal note, counts for nothing)"
        case Message():
            return f"{event.role} {printable(event.author_id)}: {printable(marked(entry))}"
        case Action():
            return f"action {printable(event.action)} {event.outcome}"
        case StatusChange():
            return f"status {event.status} {printable(event.agent_id)}".rstrip()
        case _:
            return type(event).__name__.lower()


def marked(entry: Entry) -> str:
    """The text of a message, masked, the words of its cues in «»."""
    return "".join(f"«{piece.text}»" if piece.cue else piece.text for piece in entry.pieces)


def _cues(event: ConversationEvent) -> Iterator[str]:
    if isinstance(event, Message):
        for cue in event.reading.cues:
            yield f"    cue {cue.name}: “{printable(cue.quote)}”"
        if event.role == "customer" and event.reading.opening:
            yield f"    distress of this message {event.reading.distress:.2f}"


def _steps(steps: Iterable[EscalationStep]) -> Iterator[str]:
    for step in steps:
        yield "  → " + row(step)
