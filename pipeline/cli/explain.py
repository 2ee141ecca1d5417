"""``makegood explain``: a conversation message by message, with what each did, why, and why not."""

from collections.abc import Iterator

import click

from pipeline.cli.judging import Replay
from pipeline.cli.replay import printable, row
from pipeline.domain import explaining
from pipeline.domain.cues import Cue
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import Action, Clock, ConversationEvent, Event, Message, StatusChange
from pipeline.ops.rules_file import load_rules
from pipeline.wire.masking import mask
from pipeline.wire.times import to_iso


@click.command()
@click.argument("file")
@click.option("--conversation", metavar="ID", help="Only this one; without it all, one after the other.")
@click.option("--rules", "rules_file", metavar="FILE", help="A rule file instead of the defaults.")
def explain(file: str, conversation: str | None, rules_file: str | None) -> int:
    """Tell message by message what was read in FILE: cues with their words, clocks, steps, why and why not."""
    rules = load_rules(rules_file)
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
    rules = run.partition.rules
    for event in events:
        # What was due before the event is told before it.
        yield from _steps(run.partition.advance(event.at))
        outcomes = run.fold(event)
        yield f"\n{to_iso(event.at)}  {_happened(event)}"
        yield from _cues(event)
        yield from _steps(outcomes)
        state = run.partition.state(event.conversation_id)
        if state is not None:
            yield f"    {explaining.standing(state)}"
            yield from (f"    clock: {clock}" for clock in explaining.clocks(state, event.at, rules))
            run.partition.commit()
    state = run.partition.state(events[-1].conversation_id)
    if state is not None and not state.escalations:
        yield "\nafter the last event, why not:"
        yield from (f"    {line}" for line in explaining.why_not(state))
    ran_on = list(_steps(list(run.run_on())))
    if ran_on:
        yield "\nas time runs on:"
        yield from ran_on


def _happened(event: Event) -> str:
    match event:
        case Message(internal=True):
            return f"{event.role}: (internal note, counts for nothing)"
        case Message():
            return f"{event.role} {printable(event.author_id)}: {printable(marked(event.text, event.reading.cues))}"
        case Action():
            return f"action {printable(event.action)} {event.outcome}"
        case StatusChange():
            return f"status {event.status} {printable(event.agent_id)}".rstrip()
        case _:
            return type(event).__name__.lower()


def marked(text: str, cues: tuple[Cue, ...]) -> str:
    """The text, masked, the words of its cues in «» where they do not overlap."""
    pieces: list[str] = []
    at = 0
    for cue in sorted(cues, key=lambda c: (c.start, -c.end)):
        if cue.start >= at and cue.end > cue.start:
            pieces += (text[at : cue.start], "«", text[cue.start : cue.end], "»")
            at = cue.end
    return mask("".join((*pieces, text[at:])))


def _cues(event: Event) -> Iterator[str]:
    if isinstance(event, Message):
        for cue in event.reading.cues:
            yield f"    cue {cue.name}: “{printable(cue.quote)}”"
        if event.role == "customer" and event.reading.opening:
            yield f"    distress of this message {event.reading.distress:.2f}"


def _steps(outcomes: list[FoldOutcome]) -> Iterator[str]:
    for outcome in outcomes:
        if isinstance(outcome, EscalationStep):
            yield "  → " + row(outcome)
