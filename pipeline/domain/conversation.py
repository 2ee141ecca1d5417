"""The fold: one conversation's state, moved by events and by time.

Pure and total: no clock, no I/O, and a result for every valid event in every state.
"""

from typing import NamedTuple, TypeAlias

from pipeline.domain import agent, customer, deadlines, happenings, life
from pipeline.domain.deadlines import Ahead
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import FoldOutcome
from pipeline.domain.events import (
    Action,
    ConversationEvent,
    Erase,
    Feedback,
    Message,
    StatusChange,
)
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation, Draft, draft, freeze, holds, remember, short_hash
from pipeline.domain.status import Standing, report

__all__ = ["Conversation", "Folded", "Moved", "age", "due", "move", "next_due", "step"]

Folded: TypeAlias = tuple[Conversation | None, tuple[FoldOutcome, ...]]


class Moved(NamedTuple):
    """What an event, or time, has made of a conversation."""

    state: Conversation | None
    """``None`` where it has ended."""
    outcomes: tuple[FoldOutcome, ...]
    due: int | None
    """When :func:`due` has something to do next (ms)."""


def step(state: Conversation | None, event: ConversationEvent, rules: Rules) -> Folded:
    """Fold one event; the conversation's own deadlines before ``event.at`` are settled first."""
    return move(state, event, rules)[:2]


def due(state: Conversation, now: int, rules: Rules) -> Folded:
    """Fire what is due at or before ``now`` (ms). ``None`` where the state has ended."""
    return age(state, now, rules)[:2]


def next_due(state: Conversation, rules: Rules) -> int | None:
    """When :func:`due` has something to do next (ms), or ``None``."""
    work = draft(state)
    return _due(work, deadlines.ahead(work, rules))


def move(state: Conversation | None, event: ConversationEvent, rules: Rules, past: int | None = None) -> Moved:
    """:func:`step`, and what is due next, which it knows.

    ``past`` (ms): what falls due by then, after the event, is over and opens nothing; for what is told long afterwards.
    """
    if state is None:
        state = Conversation(event.conversation_id, last_at=event.at)
    mark = short_hash(event.id)
    if holds(state.seen, mark) or (state.retired_at is not None and event.at < state.retired_at):
        return Moved(state, (), next_due(state, rules))
    work = draft(state)
    out: list[FoldOutcome] = []
    steps = Steps(work, rules, out)
    before = deadlines.ahead(work, rules)
    _settle(steps, before, event.at - 1, None, out)
    work.seen = remember(work.seen, mark)
    if isinstance(event, Erase):
        life.erase(steps, event.at, out)
        return Moved(freeze(work), tuple(out), work.forget_at)
    work.retired_at = None
    work.last_at = max(work.last_at, event.at)
    work.team = event.team or work.team
    work.queue = event.queue or work.queue
    _apply(steps, event)
    # An event may show that a deadline has already passed: the wait of a distressed customer.
    now = _settle(steps, deadlines.ahead(work, rules), event.at, event.at, out)
    if past is not None:
        now = _settle(Steps(work, rules, out, past=True), now, past, None, out)
    report(Standing(state, before.escalation), Standing(work, now.escalation), event.at, rules, out)
    return Moved(freeze(work), tuple(out), _due(work, now))


def age(state: Conversation, now: int, rules: Rules) -> Moved:
    """:func:`due`, and what is due next, which it knows."""
    if state.retired_at is not None:
        return Moved(None, (), None) if state.forget_at <= now else Moved(state, (), state.forget_at)
    work = draft(state)
    out: list[FoldOutcome] = []
    before = deadlines.ahead(work, rules)
    after = _settle(Steps(work, rules, out), before, now, None, out)
    report(Standing(state, before.escalation), Standing(work, after.escalation), now, rules, out)
    return Moved(freeze(work), tuple(out), _due(work, after))


def _due(work: Draft, ahead: Ahead) -> int | None:
    if work.retired_at is not None:
        return work.forget_at
    return None if ahead.first is None else ahead.first.at


def _settle(steps: Steps, ahead: Ahead, until: int, at: int | None, out: list[FoldOutcome]) -> Ahead:
    """Fire the deadlines up to ``until``, each at its own time or at ``at`` if given; what is left."""
    while (found := ahead.first) is not None and found.at <= until:
        found.fire(steps, found.at if at is None else at, out)
        ahead = deadlines.ahead(steps.work, steps.rules)
    return ahead


def _apply(steps: Steps, event: ConversationEvent) -> None:
    match event:
        case Message():
            _hear(steps, event)
        case Action():
            happenings.act(steps, event)
        case StatusChange():
            happenings.change_status(steps, event)
        case Feedback():
            happenings.judge(steps, event)
        case Erase():
            pass


def _hear(steps: Steps, message: Message) -> None:
    work: Draft = steps.work
    if message.internal:
        return
    if message.role == "customer":
        customer.write(steps, message)
    elif message.role in {"agent", "supervisor"}:
        agent.write(steps, message)
    elif message.role == "bot":
        work.bot_only = not work.replied
