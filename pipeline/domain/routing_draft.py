"""One step of the routing fold in the making: what changes, what is said, and who gets what waits."""

from collections import Counter
from uuid import UUID, uuid5

from msgspec.structs import replace

from pipeline.domain.floor import SEVERITIES, Case, Decision, DecisionType, DecisionWhy, Floor, SeniorProfile
from pipeline.domain.routing_choice import chosen, first_served
from pipeline.domain.rules import Rules, milliseconds

_IDS = UUID("d7b0a5ac-9d3e-5d0d-8a6f-5d3e0b7c4f20")


def assignment_id(case: Case) -> str | None:
    """Names the latest assignment of a case; the same whenever the same log is read."""
    if not case.assignments:
        return None
    return str(uuid5(_IDS, f"{case.opened_by}/{case.assignments}"))


class Draft:
    """A floor that is being changed; the one it was made of stays as it is."""

    def __init__(self, floor: Floor, now: int, rules: Rules) -> None:
        self.now = now
        self.rules = rules
        self.seniors = dict(floor.seniors)
        self.cases = dict(floor.cases)
        self.groups = dict(floor.groups)
        self._said: list[Decision] = []
        self._lost: dict[str, tuple[str, DecisionWhy]] = {}
        """Conversations taken from somebody in this step, from whom and why."""
        self.loads: Counter[str] = Counter(case.owner for case in floor.cases.values() if case.owner is not None)
        """How many conversations each has."""

    def finished(self, before: list[Decision]) -> tuple[Floor, list[Decision]]:
        """Give what waits to who is free, group what is too much, and close the step."""
        self._dispatch()
        self._group()
        floor = Floor(at=self.now, seniors=self.seniors, cases=self.cases, groups=self.groups)
        return floor, before + self._said

    def put(self, case: Case, **changes: object) -> Case:
        """Change a case."""
        changed = replace(case, **changes)
        for owner, sign in ((case.owner, -1), (changed.owner, 1)):
            if owner is not None:
                self.loads[owner] += sign
        self.cases[case.conversation_id] = changed
        return changed

    def change(self, senior: SeniorProfile, **changes: object) -> None:
        """Change what is known of a senior."""
        self.seniors[senior.senior_id] = replace(senior, **changes)

    def give(self, case: Case, senior: str, why: DecisionWhy, *, accepted: bool = False) -> None:
        """Make somebody the owner of a case. Who had it in this step is named on the decision."""
        previous, lost_why = self._lost.pop(case.conversation_id, (None, why))
        kind: DecisionType = "reassigned" if case.assignments else "assigned"
        case = self.put(
            case,
            owner=senior,
            phase="acknowledged" if accepted else "assigned",
            since=self.now,
            assignments=case.assignments + 1,
            acknowledged_at=case.acknowledged_at or (self.now if accepted else None),
        )
        self.say(kind, case, lost_why if previous else why, previous=previous)

    def back(self, case: Case, why: DecisionWhy) -> Case:
        """Take a case from its owner and let it wait, without asking them again in this round."""
        assert case.owner is not None  # noqa: S101 - whoever calls has looked
        self._lost[case.conversation_id] = (case.owner, why)
        return self.put(
            case, owner=None, phase="waiting", since=self.now, overdue=False, tried=(*case.tried, case.owner)
        )

    def unheeded(self, case: Case, why: DecisionWhy) -> None:
        """Take a case from an owner who let its time pass: to the next, and up a level when it was time for that."""
        self.say("overdue", case, why, previous=case.owner)
        case = self.put(self.back(case, why), late=True)
        if why == "not_acted" or len(case.tried) >= self.rules.acknowledge_attempts:
            self.put(case, level=1)

    def end(self, case: Case, why: DecisionWhy) -> None:
        """Free the owner; the case stays as a marker for a while."""
        self.say("released", case, why)
        if why == "done":
            self.put(case, phase="done", owner=None, since=self.now)
        else:
            self.close(case)

    def close(self, case: Case) -> None:
        """Leave a marker that says nothing of what was written in the conversation: it may be erased by now."""
        self.put(case, phase="ended", owner=None, since=self.now, missing=None, quote=None)

    def say(self, kind: DecisionType, case: Case, why: DecisionWhy, previous: str | None = None) -> None:
        """Note a decision on a case as it stands."""
        self._lost.pop(case.conversation_id, None)
        wait = self.rules.acknowledge_wait_critical if case.severity > 1 else self.rules.acknowledge_wait
        self._said.append(
            Decision(
                type=kind,
                at=self.now,
                why=why,
                rules_version=self.rules.version,
                conversation_id=case.conversation_id,
                assignment_id=assignment_id(case),
                senior=None if kind == "overdue" else case.owner,
                previous=previous,
                level=case.level,
                severity=SEVERITIES[case.severity],
                reasons=tuple(sorted(case.reasons)),
                escalation_ids=tuple(sorted(case.open)),
                due_at=self.now + milliseconds(wait) if case.phase == "assigned" and kind != "overdue" else None,
                # Nothing of what somebody in danger wrote goes anywhere but to the console.
                missing=None if "vulnerable" in case.reasons else case.missing,
                quote=None if "vulnerable" in case.reasons else case.quote,
                agent=case.agent,
                team=case.team,
                queue=case.queue,
                opened_at=case.opened_at if kind == "released" else None,
                acknowledged_at=case.acknowledged_at if kind == "released" else None,
                in_time=not case.late if kind == "released" else None,
            )
        )

    def _dispatch(self) -> None:
        waiting = sorted((case for case in self.cases.values() if case.phase == "waiting"), key=first_served)
        for case in waiting:
            if (senior := chosen(self.seniors.values(), case, self.loads)) is not None:
                self.give(case, senior.senior_id, "opened")
        for name, (previous, why) in self._lost.copy().items():
            self.say("reassigned", self.cases[name], why, previous=previous)  # to nobody yet: it waits

    def _group(self) -> None:
        waiting = Counter(case.team or "" for case in self.cases.values() if case.phase in {"waiting", "team"})
        for team in sorted({*waiting, *self.groups}):
            if team not in self.groups and waiting[team] > self.rules.group_above:
                self.groups[team] = self.now
                self._tell("grouped", team, "many_at_once", waiting[team])
            elif team in self.groups and waiting[team] <= self.rules.group_above // 2:
                del self.groups[team]
                self._tell("released", team, "calm", waiting[team])

    def _tell(self, kind: DecisionType, team: str, why: DecisionWhy, waiting: int) -> None:
        self._said.append(
            Decision(
                type=kind, at=self.now, why=why, rules_version=self.rules.version, severity="critical",
                team=team or None, waiting=waiting,
            )
        )  # fmt: skip
