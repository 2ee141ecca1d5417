"""Watches a partition's fold from beside it: facts for counting, and which conversations are at risk now.

Follows the batches of its partition: what is not committed was never seen.
"""

from collections.abc import Mapping
from typing import TypeVar

from pipeline.domain.escalation import FoldOutcome
from pipeline.domain.events import ConversationEvent
from pipeline.domain.facts import Fact, facts_of_event, facts_of_time, place_of, steps_in
from pipeline.domain.practice import ReplyTold, observe
from pipeline.domain.risk import Risk, risk_of
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation

_T = TypeVar("_T")


class Watch:
    """One partition's. A reply that is being written when another worker takes over is counted from there."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._facts: list[Fact] = []
        self._at_risk: dict[str, Risk] = {}
        self._changed: dict[str, Risk | None] = {}
        self._writing: dict[str, ReplyTold] = {}
        self._written: dict[str, ReplyTold | None] = {}

    def take_over(self, name: str, risk: Risk) -> None:
        """A conversation that was at risk when its state was written."""
        self._at_risk[name] = risk

    def at_risk(self) -> list[Risk]:
        """The conversations at risk now, as last committed. May be asked from another thread."""
        return list(self._at_risk.values())

    def risk(self, name: str) -> Risk | None:
        """Whether a conversation is at risk, in the running batch."""
        return self._changed[name] if name in self._changed else self._at_risk.get(name)

    def event(
        self,
        name: str,
        before: Conversation | None,
        event: ConversationEvent,
        after: Conversation | None,
        outcomes: tuple[FoldOutcome, ...],
    ) -> None:
        """See an event folded."""
        if after is None or after is before:
            return  # redelivered, or older than what is remembered
        place = place_of(before, after)
        self._facts.extend(facts_of_event(place, before, event, after, self._rules))
        if outcomes:
            self._facts.extend(steps_in(place, before, outcomes))
        self._reply(name, before, event, after)
        self._weigh(name, after)

    def time(
        self, name: str, before: Conversation, after: Conversation | None, outcomes: tuple[FoldOutcome, ...]
    ) -> None:
        """See deadlines fired."""
        place = place_of(before, after)
        if before.promises:
            self._facts.extend(facts_of_time(place, before, after))
        if outcomes:
            self._facts.extend(steps_in(place, before, outcomes))
        if (after is None or after.retired_at is not None) and (over := self._reply_of(name)) is not None:
            self._facts.append(over)
            self._written[name] = None
        self._weigh(name, after)

    def commit(self) -> list[Fact]:
        """The batch is written: its facts."""
        _settle(self._at_risk, self._changed)
        _settle(self._writing, self._written)
        facts = self._facts
        self.abort()
        return facts

    def abort(self) -> None:
        """The batch is not written."""
        self._facts = []
        self._changed = {}
        self._written = {}

    def _reply(self, name: str, before: Conversation | None, event: ConversationEvent, after: Conversation) -> None:
        writing = self._reply_of(name)
        seen = observe(writing, before, event, None if after.retired_at is not None else after)
        if seen.over is not None:
            self._facts.append(seen.over)
        if seen.writing is not writing:
            self._written[name] = seen.writing

    def _reply_of(self, name: str) -> ReplyTold | None:
        return self._written[name] if name in self._written else self._writing.get(name)

    def _weigh(self, name: str, after: Conversation | None) -> None:
        risk = risk_of(after, self._rules)
        if risk is not None or name in self._at_risk or name in self._changed:
            self._changed[name] = risk


def _settle(kept: dict[str, _T], changed: Mapping[str, _T | None]) -> None:
    for name, value in changed.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = value
