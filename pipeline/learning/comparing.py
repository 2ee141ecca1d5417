"""What other rules would make of the same chats. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.domain.events import Verdict

Change = Literal["added", "dropped", "moved"]


class Difference(Struct, frozen=True, omit_defaults=True):
    """One escalation that the other rules open, do not open, or open at another time."""

    change: Change
    conversation_id: str
    reason: Reason
    at: int | None = None
    """With the other rules (ms)."""
    was: int | None = None
    """With the present ones (ms)."""
    score: float | None = None


class Alarms(Struct, frozen=True):
    """What one set of rules opens."""

    opened: Counter[Reason]
    false: int
    """Those that a supervisor has called a false alarm."""
    judged: int
    """Those that a supervisor has judged."""


def alarms(opened: Sequence[EscalationStep], verdicts: Mapping[str, Verdict]) -> Alarms:
    """Counted, with the verdicts on escalations that these rules open too: the same anchor gives the same id."""
    told = [verdicts[step.escalation_id] for step in opened if step.escalation_id in verdicts]
    judged = [verdict for verdict in told if verdict != "acknowledged"]
    return Alarms(Counter(step.reason for step in opened), judged.count("false_alarm"), len(judged))


def differences(now: Sequence[EscalationStep], then: Sequence[EscalationStep]) -> list[Difference]:
    """From the present rules to the others: the first escalation of a reason in each conversation, by falling score."""
    before, after = _first(now), _first(then)
    found = []
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old.at != new.at:
            change: Change = "added" if old is None else "dropped" if new is None else "moved"
            at, was = (None if step is None else step.at for step in (new, old))
            found.append(Difference(change, *key, at, was, _score(new or old)))
    return sorted(found, key=lambda d: (-(d.score or 0.0), d.conversation_id, d.reason))


def _first(opened: Sequence[EscalationStep]) -> dict[tuple[str, Reason], EscalationStep]:
    first: dict[tuple[str, Reason], EscalationStep] = {}
    for step in opened:
        first.setdefault((step.conversation_id, step.reason), step)
    return first


def _score(step: EscalationStep | None) -> float | None:
    return None if step is None else step.score
