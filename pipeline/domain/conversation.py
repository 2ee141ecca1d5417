"""The fold: one conversation's state, moved by events and by time.

Pure and total: no clock, no I/O, and a result for every valid event in every state.
"""

from typing import TypeAlias

from pipeline.domain import agent, customer, deadlines, happenings, life
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
from pipeline.domain.status import report

Folded: TypeAlias = tuple[Conversation | None, tuple[FoldOutcome, ...]]

__all__ = ["Conversation", "Folded", "due", "next_due", "step"]


def step(state: Conversation | None, event: ConversationEvent, rules: Rules) -> Folded:
    """Fold one event; the conversation's own deadlines before ``event.at`` are settled first."""
    if state is None:
        state = Conversation(event.conversation_id, last_at=event.at)
    mark = short_hash(event.id)
    if holds(state.seen, mark) or (state.retired_at is not None and event.at < state.retired_at):
        return state, ()
    work = draft(state)
    out: list[FoldOutcome] = []
    steps = Steps(work, rules, out)
    _settle(steps, event.at - 1, None, out)
    work.seen = remember(work.seen, mark)
    if isinstance(event, Erase):
        life.erase(steps, event.at, out)
        return freeze(work), tuple(out)
    work.retired_at = None
    work.last_at = max(work.last_at, event.at)
    work.team = event.team or work.team
    work.queue = event.queue or work.queue
    _apply(steps, event)
    # An event may show that a deadline has already passed: the wait of a distressed customer.
    _settle(steps, event.at, event.at, out)
    report(state, work, event.at, rules, out)
    return freeze(work), tuple(out)


def due(state: Conversation, now: int, rules: Rules) -> Folded:
    """Fire what is due at or before ``now`` (ms). ``None`` where the state has ended."""
    if state.retired_at is not None:
        return (None, ()) if state.forget_at <= now else (state, ())
    work = draft(state)
    out: list[FoldOutcome] = []
    _settle(Steps(work, rules, out), now, None, out)
    report(state, work, now, rules, out)
    return freeze(work), tuple(out)


def next_due(state: Conversation, rules: Rules) -> int | None:
    """When :func:`due` has something to do next (ms), or ``None``."""
    if state.retired_at is not None:
        return state.forget_at
    found = deadlines.next_of(draft(state), rules)
    return None if found is None else found.at


def _settle(steps: Steps, until: int, at: int | None, out: list[FoldOutcome]) -> None:
    """Fire the deadlines up to ``until``, each at its own time or at ``at`` if given."""
    while (found := deadlines.next_of(steps.work, steps.rules)) is not None:
        if found.at > until:
            return
        found.fire(steps, found.at if at is None else at, out)


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
