"""How escalations open, rise and end."""

from uuid import UUID, uuid5

from msgspec import structs

from pipeline.domain.cues import PromiseKind
from pipeline.domain.escalation import (
    EscalationStep,
    Evidence,
    FoldOutcome,
    Reason,
    Severity,
    StepType,
    Why,
)
from pipeline.domain.missing import missing
from pipeline.domain.ranking import score
from pipeline.domain.rules import Rules
from pipeline.domain.state import Draft, Open, holds, remember, short_hash

BASE: dict[Reason, Severity] = {
    "empathy_without_action": "warning",
    "broken_promise": "warning",
    "unanswered": "info",
    "no_authority": "warning",
    "repeated_script": "info",
    "distress": "warning",
    "asked_for_senior": "warning",
    "vulnerable": "critical",
}
ENDS_AT_CLOSE: tuple[Reason, ...] = (
    "unanswered",
    "no_authority",
    "repeated_script",
    "distress",
    "asked_for_senior",
)
_LADDER: tuple[Severity, ...] = ("info", "warning", "critical")
_NAMESPACE = UUID("6f0c2b7e-8f0f-5d0e-9a59-3f6a1f6f6b1d")


def escalation_id(conversation_id: str, reason: Reason, anchor: str) -> str:
    """The same conversation, reason and anchor message give the same id, on every machine."""
    return str(uuid5(_NAMESPACE, f"{conversation_id}\x1f{reason}\x1f{anchor}"))


class Steps:
    """Writes the steps of one event or deadline of one conversation."""

    def __init__(self, work: Draft, rules: Rules, out: list[FoldOutcome], *, past: bool = False) -> None:
        """``past``: it is over already: nothing opens, now or later, for what would have opened it."""
        self.work = work
        self.rules = rules
        self._out = out
        self._past = past

    def open(
        self,
        reason: Reason,
        at: int,
        evidence: tuple[Evidence, ...],
        *,
        floor: Severity | None = None,
        promise: PromiseKind | None = None,
    ) -> None:
        """Open an escalation anchored at the first evidence, unless it is or ever was open."""
        work = self.work
        anchor = evidence[0]
        name = escalation_id(work.id, reason, anchor.message_id)
        if work.find(reason) is not None or holds(work.opened_ids, short_hash(name)):
            return
        work.opened_ids = remember(work.opened_ids, short_hash(name))
        if self._past:
            return
        floor = floor or BASE[reason]
        # Nothing raises a severity without its words.
        threat = work.problem.threat if work.problem is not None else None
        shown = _without_repeats(evidence if threat is None else (*evidence, threat))
        severe = work.distress >= self.rules.distress_severe
        severity = self._severity(floor, severe=severe)
        found = Open(reason, name, anchor.at, at, floor, severity, shown, promise, severe=severe)
        work.escalations = (*work.escalations, found)
        self._say("opened", found, at)

    def has_opened(self, reason: Reason, anchor: Evidence) -> bool:
        """Whether an escalation of this reason and anchor is or ever was open."""
        return holds(self.work.opened_ids, short_hash(escalation_id(self.work.id, reason, anchor.message_id)))

    def raise_severity(self, at: int, evidence: Evidence) -> None:
        """Raise what is open where a threat or severe distress asks for it, be they at different times."""
        for found in self.work.escalations:
            severe = found.severe or self.work.distress >= self.rules.distress_severe
            severity = self._severity(found.floor, severe=severe)
            if _LADDER.index(severity) <= _LADDER.index(found.severity):
                continue
            shown = _without_repeats((*found.evidence, evidence))
            raised = structs.replace(found, severity=severity, evidence=shown, severe=severe)
            self._keep(found, raised)
            self._say("raised", raised, at)

    def acknowledge(self, found: Open, at: int) -> None:
        """A senior has seen it."""
        self._keep(found, structs.replace(found, acknowledged=True))
        self._say("acknowledged", found, at)

    def withdraw(self, at: int, why: Why, *reasons: Reason) -> None:
        """The cause of these is gone."""
        for found in self.work.escalations:
            if found.reason in reasons:
                self._keep(found, None)
                self._say("withdrawn", found, at, why)

    def close(self, at: int, why: Why, *reasons: Reason) -> None:
        """These end otherwise; without ``reasons`` all that are open."""
        for found in self.work.escalations:
            if not reasons or found.reason in reasons:
                self.end(found, at, why)

    def end(self, found: Open, at: int, why: Why) -> None:
        """One escalation ends. Whoever ends a broken promise has seen what broke beside it."""
        if found.reason == "broken_promise":
            self.work.broken = ()
        self._keep(found, None)
        self._say("closed", found, at, why)

    def _severity(self, floor: Severity, *, severe: bool) -> Severity:
        problem = self.work.problem
        level = _LADDER.index(floor) + severe
        level += problem is not None and problem.threat is not None
        return _LADDER[min(level, len(_LADDER) - 1)]

    def _keep(self, found: Open, instead: Open | None) -> None:
        kept = [instead if e is found else e for e in self.work.escalations]
        self.work.escalations = tuple(e for e in kept if e is not None)

    def _say(self, kind: StepType, found: Open, at: int, why: Why | None = None) -> None:
        work = self.work
        step = EscalationStep(
            escalation_id=found.id,
            conversation_id=work.id,
            type=kind,
            reason=found.reason,
            severity=found.severity,
            at=max(at, found.opened_at),  # an event that comes late is told late
            why=why,
            score=round(score(work, found), 3),
            rules_version=self.rules.version,
        )
        if kind in {"opened", "raised"}:
            step = structs.replace(
                step,
                since=found.since,
                missing=missing(found, work.problem),
                evidence=found.evidence,
                distress=round(work.distress, 3),
                agent=work.owner or None,
                team=work.team,
                queue=work.queue,
            )
        self._out.append(step)


def _without_repeats(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))
