"""How agents answer problems: each reply to one, by whether it showed empathy and whether it acted.

Told beside the fold, from the states before and after an event; nothing in the judgement depends on it.
"""

from typing import Literal

from msgspec import Struct, structs

from pipeline.domain.events import Action, ConversationEvent, Message
from pipeline.domain.state import Conversation
from pipeline.domain.sympathy import empathy

Kind = Literal["empathic_and_acted", "empathic_only", "acted_only", "neither"]
KINDS: tuple[Kind, ...] = ("empathic_and_acted", "empathic_only", "acted_only", "neither")


class ReplyTold(Struct, frozen=True, kw_only=True):
    """A reply to an open problem. ``at`` (ms): when it began."""

    at: int
    agent: str
    team: str | None
    queue: str | None
    empathic: bool = False
    acted: bool = False
    number: int | None = None
    """Which reply of the conversation; none yet where only a structured action has happened."""

    @property
    def kind(self) -> Kind:
        """Which of the four it is."""
        if self.empathic:
            return "empathic_and_acted" if self.acted else "empathic_only"
        return "acted_only" if self.acted else "neither"


class Observed(Struct, frozen=True):
    """The reply that is being written, and one that is over with this event."""

    writing: ReplyTold | None = None
    over: ReplyTold | None = None


def observe(
    writing: ReplyTold | None, before: Conversation | None, event: ConversationEvent, after: Conversation | None
) -> Observed:
    """What an event does to the reply being written. ``before`` and ``after``: the conversation around it.

    A structured action belongs to the reply that it follows or that follows it.
    """
    if after is None:
        return Observed(over=writing)
    match event:
        case Message(internal=False, role="agent" | "supervisor") if event.reading.supported:
            return _said(writing, before, event, after)
        case Action():
            return Observed(_done(writing, before, event, after))
        case Message(internal=True) | Message(role="bot" | "system"):
            return Observed(writing)
        case _:
            return Observed(over=writing)


def _said(writing: ReplyTold | None, before: Conversation | None, event: Message, after: Conversation) -> Observed:
    number = after.reply.number if after.reply is not None else None
    same = writing is not None and writing.agent == event.author_id and writing.number in {None, number}
    over = None if same else writing
    reply = writing if same else None
    if reply is None:
        if not _to_a_problem(before, after):
            return Observed(over=over)
        reply = _begun(event, event.author_id, after)
    problem = after.problem or (None if before is None else before.problem)
    empathic = empathy(event, problem) is not None
    reply = structs.replace(
        reply,
        number=number,
        empathic=reply.empathic or empathic,
        acted=reply.acted or _resolved(event, after),
    )
    return Observed(reply, over)


def _done(
    writing: ReplyTold | None, before: Conversation | None, event: Action, after: Conversation
) -> ReplyTold | None:
    if not _resolved(event, after):
        return writing
    if writing is not None:
        return structs.replace(writing, acted=True)
    if before is None or before.problem is None:
        return None
    return structs.replace(_begun(event, event.author_id or after.owner, after), acted=True)


def _begun(event: ConversationEvent, agent: str, after: Conversation) -> ReplyTold:
    return ReplyTold(at=event.at, agent=agent, team=after.team, queue=after.queue)


def _to_a_problem(before: Conversation | None, after: Conversation) -> bool:
    """Whether a problem was open, or sympathy has just shown that one is."""
    return (before is not None and before.problem is not None) or after.problem is not None


def _resolved(event: ConversationEvent, after: Conversation) -> bool:
    """Whether this very event was a resolving action."""
    return after.claim is not None and after.claim.at == event.at
