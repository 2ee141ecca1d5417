"""What happened between customers and agents, for counting. Nothing in the judgement depends on it.

A fact is told once its batch is committed, so that nothing is counted twice. Times that passed are in seconds.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from pipeline.domain.escalation import EscalationStep, FoldOutcome, Reason, Severity
from pipeline.domain.events import Action, ConversationEvent, Message, Verdict
from pipeline.domain.missing import wanted
from pipeline.domain.practice import ReplyTold
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, Open, Promise

ABUSE = frozenset({"anger.insult", "anger.swear"})
"""Cues of what nobody should have to read."""
LONGEST_NAME = 64
"""Characters of a team or a queue; whoever sends longer ones is not told apart."""

Load = Literal["ordinary", "distressed", "abusive", "distressed_and_abusive"]
"""What a customer's message is like for who reads it."""
LOADS: tuple[Load, ...] = ("ordinary", "distressed", "abusive", "distressed_and_abusive")


class Place(NamedTuple):
    """Where a conversation is handled; empty where nobody said."""

    team: str = ""
    queue: str = ""


class StepTaken(Struct, frozen=True, gc=False):
    """A step of an escalation."""

    place: Place
    step: EscalationStep


class Judged(Struct, frozen=True, gc=False):
    """A senior's verdict on an escalation; of several acknowledgements the first. ``seconds``: since it opened."""

    place: Place
    reason: Reason
    severity: Severity
    verdict: Verdict
    seconds: float


class GapClosed(Struct, frozen=True, gc=False):
    """A resolving action followed the empathy."""

    place: Place
    seconds: float


class FirstReply(Struct, frozen=True, gc=False):
    """A person answered the customer for the first time."""

    place: Place
    seconds: float


class PromiseOver(Struct, frozen=True, gc=False):
    """A promise was kept, or its time passed. One that was renewed or that nobody needs any more is neither."""

    place: Place
    kept: bool


class AuthorityMissing(Struct, frozen=True, gc=False):
    """An agent may not do what would help. ``wanted``: one of a closed list of words."""

    place: Place
    wanted: str


class CustomerWrote(Struct, frozen=True, gc=False):
    """A customer's message, by what it is like for who reads it."""

    place: Place
    load: Load


class AgentWrote(Struct, frozen=True, gc=False):
    """An agent's text that is long enough to be known again. ``canned``: a learned template, or said before here."""

    place: Place
    canned: bool


Fact: TypeAlias = (
    StepTaken
    | Judged
    | ReplyTold
    | GapClosed
    | FirstReply
    | PromiseOver
    | AuthorityMissing
    | CustomerWrote
    | AgentWrote
)


def place_of(before: Conversation | None, after: Conversation | None) -> Place:
    """Where a conversation is handled; the marker of one that has ended does not know."""
    state = before if after is None or after.retired_at is not None else after
    return Place() if state is None else named(state.team, state.queue)


def named(team: str | None, queue: str | None) -> Place:
    """A place by its names, cut to :data:`LONGEST_NAME`."""
    return Place(team[:LONGEST_NAME] if team else "", queue[:LONGEST_NAME] if queue else "")


def facts_of_event(
    place: Place, before: Conversation | None, event: ConversationEvent, after: Conversation, rules: Rules
) -> Iterator[Fact]:
    """Tell what an event has shown, from the states around it."""
    if isinstance(event, Message) and event.role == "customer":
        yield CustomerWrote(place, _load(event, after, rules))
    if after.no_authority is not None and (before is None or before.no_authority is None):
        yield AuthorityMissing(place, wanted(after.problem))
    if isinstance(event, Message) and (wrote := _text_of_agent(place, before, event, after)) is not None:
        yield wrote
    if before is None:
        return
    helped = isinstance(event, Action) or (isinstance(event, Message) and event.role in {"agent", "supervisor"})
    if helped:
        yield from _answered(place, before, event, after)
    for promise in before.promises:
        if promise in after.promises:
            continue
        late = promise.due < event.at
        if late or (helped and not _dropped(promise, before, after)):
            yield PromiseOver(place, kept=not late)


def facts_of_time(place: Place, before: Conversation, after: Conversation | None) -> Iterator[Fact]:
    """Tell what a deadline has shown: promises end by nothing else than their time."""
    left = () if after is None else after.promises
    for promise in before.promises:
        if promise not in left:
            yield PromiseOver(place, kept=False)


def steps_in(place: Place, before: Conversation | None, outcomes: tuple[FoldOutcome, ...]) -> Iterator[Fact]:
    """Tell where steps were taken, which most say only when they open; and what seniors said."""
    for step in outcomes:
        if not isinstance(step, EscalationStep):
            continue
        yield StepTaken(place, step)
        known = _open_in(before, step.escalation_id)
        match step:
            case EscalationStep(type="acknowledged") if known is None or not known.acknowledged:
                verdict: Verdict = "acknowledged"
            case EscalationStep(why="resolved" | "false_alarm" as verdict):
                pass
            case _:
                continue
        passed = 0.0 if known is None else _seconds(known.opened_at, step.at)
        yield Judged(place, step.reason, step.severity, verdict, passed)


def _text_of_agent(place: Place, before: Conversation | None, event: Message, after: Conversation) -> AgentWrote | None:
    sketch = event.reading.sketch
    if not sketch or not after.scripts or after.scripts[-1].sketch != sketch:
        return None
    latest = after.scripts[-1]
    earlier = () if before is None else before.scripts
    again = any(script.sketch == sketch and script.reply != latest.reply for script in earlier)
    return AgentWrote(place, latest.canned or again)


def _answered(
    place: Place, before: Conversation, event: ConversationEvent, after: Conversation
) -> Iterator[GapClosed | FirstReply]:
    if before.gap is not None and after.gap is None:
        yield GapClosed(place, _seconds(before.gap.since, event.at))
    waiting = before.waiting
    if waiting is not None and waiting.first and after.waiting is None:
        yield FirstReply(place, _seconds(waiting.since, event.at))


def _load(event: Message, after: Conversation, rules: Rules) -> Load:
    abusive = any(cue.name in ABUSE for cue in event.reading.cues)
    if after.levels and after.levels[-1] >= rules.distress_high:
        return "distressed_and_abusive" if abusive else "distressed"
    return "abusive" if abusive else "ordinary"


def _open_in(state: Conversation | None, escalation_id: str) -> Open | None:
    return None if state is None else next((e for e in state.escalations if e.id == escalation_id), None)


def _dropped(promise: Promise, before: Conversation, after: Conversation) -> bool:
    """Whether a later promise has taken its place, or it was a look that the former owner announced."""
    renewed = any(later.kind == promise.kind for later in after.promises)
    return renewed or (promise.kind == "check" and before.owner != after.owner)


def _seconds(since: int, until: int) -> float:
    return max(0, until - since) / 1000
