"""Who needs help now, as far as a gauge must know: kept beside each state, so that no state is read for it."""

from typing import NamedTuple

from pipeline.domain.escalation import Reason, Severity
from pipeline.domain.facts import Place, named
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation


class OpenNow(NamedTuple):
    """An escalation that is open. ``opened_at`` in ms."""

    reason: Reason
    severity: Severity
    opened_at: int
    acknowledged: bool


class Risk(NamedTuple):
    """A conversation at risk."""

    place: Place
    distressed: bool
    open: tuple[OpenNow, ...] = ()


def risk_of(state: Conversation | None, rules: Rules) -> Risk | None:
    """Whether a conversation is at risk: what its status would say."""
    if state is None or state.retired_at is not None:
        return None
    distressed = bool(state.levels) and state.levels[-1] >= rules.distress_high
    if distressed or state.gap is not None or state.escalations:
        found = tuple(OpenNow(e.reason, e.severity, e.opened_at, e.acknowledged) for e in state.escalations)
        return Risk(named(state.team, state.queue), distressed, found)
    return None
