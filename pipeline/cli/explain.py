"""``makegood explain``: a conversation message by message, with what each did, why, and why not."""

from collections.abc import Iterable, Iterator, Mapping

import click

from pipeline.cli.judging import Replay
from pipeline.cli.options import with_rules
from pipeline.cli.replay import printable, row
from pipeline.domain import explaining
from pipeline.domain.escalation import ENDS, EscalationStep, FoldOutcome, Reason
from pipeline.domain.events import Action, Clock, ConversationEvent, Feedback, Message, StatusChange
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, holds, short_hash
from pipeline.domain.why_not import Verdict, why_not
from pipeline.wire.times import to_iso
from pipeline.wire.transcript import Entry, only_steps, tell


@click.command()
@click.argument("file")
@click.option("--conversation", metavar="ID", help="Only this one; without it all, one after the other.")
@with_rules
def explain(file: str, conversation: str | None, rules: Rules) -> int:
    """Tell message by message what was read in FILE: cues with their words, clocks, steps, why and why not."""
    stories: dict[str, Story] = {}
    run = Replay(rules)
    for event in run.events(file, "read"):
        # The whole file moves the clock, and so decides when a late event comes too late.
        _fallen_due(run.partition.advance(event.at), stories)
        if isinstance(event, Clock) or conversation not in {None, event.conversation_id}:
            run.fold(event)
            run.partition.commit()
            continue
        entry = tell(event, run.partition)
        if entry.fault is not None:
            run.reject(event.conversation_id, entry.fault)
        stories.setdefault(event.conversation_id, Story(rules)).take(entry)
    if conversation is not None and not stories:
        click.echo(f"makegood: {file} has no conversation {conversation!r}", err=True)
        return 1
    _fallen_due(run.run_on(), stories)
    for name, story in stories.items():
        click.secho(f"\n{printable(name)}", bold=True)
        for line in story.whole():
            click.echo(line)
    return 1 if run.rejected else 0


class Story:
    """What is told of one conversation."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._told: list[str] = []
        self._state: Conversation | None = None
        self._ended: dict[Reason, EscalationStep] = {}
        self.due: list[EscalationStep] = []
        """What fell due since its last event."""

    def take(self, entry: Entry) -> None:
        """Its next event."""
        self._told += _steps(self.due)
        self._told += _event(entry, self._rules)
        self._ended |= {step.reason: step for step in (*self.due, *entry.steps) if step.type in ENDS}
        self.due.clear()
        self._state = entry.state

    def whole(self) -> Iterator[str]:
        """Its events, then why not, then what fell due after the last."""
        yield from self._told
        if self._state is not None:
            yield "\nafter the last event, why not:"
            yield from (f"    {_said(verdict)}" for verdict in why_not(self._state, self._ended, self._rules))
        if self.due:
            yield "\nas time runs on:"
            yield from _steps(self.due)


def _said(verdict: Verdict) -> str:
    step = verdict.ended
    because = verdict.because if step is None else f"it ended at {to_iso(step.at)} ({step.why})"
    return f"{verdict.reason}: {because}"


def _fallen_due(outcomes: Iterable[FoldOutcome], stories: Mapping[str, Story]) -> None:
    for step in only_steps(outcomes):
        if (story := stories.get(step.conversation_id)) is not None:
            story.due.append(step)


def _event(entry: Entry, rules: Rules) -> Iterator[str]:
    event, state = entry.event, entry.state
    yield f"\n{to_iso(event.at)}  {_happened(entry)}"
    if isinstance(event, Feedback) and not (state and holds(state.opened_ids, short_hash(event.escalation_id))):
        yield "    no escalation of this conversation has that id"
    if entry.ignored is not None:
        yield f"    changes nothing: {entry.ignored}"
        return
    yield from _cues(event, rules)
    yield from _steps(entry.steps)
    if state is not None:
        yield f"    {explaining.standing(state, rules)}"
        yield from (f"    clock: {clock}" for clock in explaining.clocks(state, event.at, rules))


def _happened(entry: Entry) -> str:
    event = entry.event
    match event:
        case Message(internal=True):
            return f"{event.role}: (internal note, counts for nothing)"
        case Message():
            return f"{event.role} {printable(event.author_id)}: {printable(marked(entry))}"
        case Action():
            return f"action {printable(event.words)} {event.outcome}"
        case StatusChange():
            return f"status {event.status} {printable(event.agent_id)}".rstrip()
        case Feedback():
            who = f"{event.role} {printable(event.author_id)}".rstrip()
            return f"feedback {event.verdict} of {who} on escalation {printable(event.escalation_id)}"
        case _:
            return type(event).__name__.lower()


def marked(entry: Entry) -> str:
    """The text of a message, masked, the words of its cues in «»."""
    return "".join(f"«{piece.text}»" if piece.cue else piece.text for piece in entry.pieces)


def _cues(event: ConversationEvent, rules: Rules) -> Iterator[str]:
    if isinstance(event, Message):
        for cue in event.reading.cues:
            yield f"    cue {cue.name}: “{printable(cue.quote)}”"
        if event.role == "customer" and event.reading.opening and event.reading.supported:
            yield f"    distress of this message {explaining.below(event.reading.distress, rules)}"


def _steps(steps: Iterable[EscalationStep]) -> Iterator[str]:
    for step in steps:
        yield "  → " + row(step)
