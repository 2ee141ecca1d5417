"""One step of the routing fold in the making: what changes, what is said, and who gets what waits."""

from collections import Counter
from uuid import UUID, uuid5

from msgspec.structs import replace

from pipeline.domain.floor import SEVERITIES, Case, Decision, DecisionType, DecisionWhy, Floor, Open, SeniorProfile
from pipeline.domain.journal import Journal
from pipeline.domain.routing_agenda import Agenda
from pipeline.domain.routing_choice import chosen, first_served, free
from pipeline.domain.rules import Rules, milliseconds

_IDS = UUID("d7b0a5ac-9d3e-5d0d-8a6f-5d3e0b7c4f20")


def assignment_id(case: Case) -> str | None:
    """Names the latest assignment of a case; the same whenever the same log is read."""
    if not case.assignments:
        return None
    return str(uuid5(_IDS, f"{case.opened_by}/{case.assignments}"))


class Draft:
    """A floor that is being changed; the one it was made of stays as it is.

    One draft may bear many steps: a step then costs what it changes, not what the floor holds, and what was changed can
    be taken back. What waits and could not be given to anybody stays so until it changes itself, or somebody has room
    who had none.
    """

    def __init__(self, floor: Floor, now: int, rules: Rules, agenda: Agenda) -> None:
        self.now = now
        self.rules = rules
        self.seniors = dict(floor.seniors)
        self.cases = dict(floor.cases)
        self.groups = dict(floor.groups)
        self.said: list[Decision] = []
        self.agenda = agenda
        self._journal = Journal({"s/": self.seniors, "c/": self.cases, "g/": self.groups})
        self._lost: dict[str, tuple[str, DecisionWhy]] = {}
        """Conversations taken from somebody in this step, from whom and why."""
        self.loads: Counter[str] = Counter()
        """How many conversations each has."""
        self._waiting: Counter[str] = Counter()
        """How many of each team wait."""
        self._queue: set[str] = set()
        """What waits."""
        self._fresh: set[str] = set()
        """What waits and has changed."""
        self._room = False
        """Whether anybody may have room who had none."""
        for case in self.cases.values():
            self._count(case, 1)

    @property
    def teams(self) -> list[str]:
        """The teams of which anything has waited. May be asked from another thread."""
        return list(self._waiting)

    def settle(self) -> None:
        """Give what waits to who is free, and group what is too much: the end of a step."""
        self._dispatch()
        self._group()
        self._forget_step()

    def floor(self) -> Floor:
        """The floor as it is now; it changes with the draft."""
        return Floor(at=self.now, seniors=self.seniors, cases=self.cases, groups=self.groups)

    def first(self) -> tuple[int, str] | None:
        """The next deadline (ms), and whose it is."""
        return self.agenda.first(self.cases)

    def place(self) -> tuple[int, int]:
        """Where the draft is, for :meth:`back_to`."""
        return len(self._journal), self.now

    def back_to(self, place: tuple[int, int]) -> None:
        """Take back what was changed since."""
        length, self.now = place
        self.said = []
        self._forget_step()
        if len(self._journal) == length:
            return
        for table, name, before in self._journal.back_to(length):
            if table is self.cases:
                self._count(table.get(name), -1)
                self._count(before, 1)
        self.agenda.renew(self.cases.values())

    def changed(self) -> dict[str, SeniorProfile | Case | int | None]:
        """What differs from what was last kept, as entries of a floor; ``None`` for what is forgotten."""
        return self._journal.changed()

    def kept(self) -> None:
        """What was changed is not taken back any more."""
        self._journal.kept()

    def _forget_step(self) -> None:
        self._lost.clear()
        self._fresh.clear()
        self._room = False

    def keep(self, case: Case) -> None:
        """A case as it is from now on."""
        before = self.cases.get(case.conversation_id)
        self._count(before, -1)
        if before is not None and before.owner not in {None, case.owner}:
            self._room = True
        self._count(case, 1)
        self._journal.write(self.cases, case.conversation_id, case)
        self.agenda.note(case)
        if case.phase == "waiting":
            self._fresh.add(case.conversation_id)

    def forget(self, case: Case) -> None:
        """Nothing is known of a case any more."""
        self._count(case, -1)
        self._journal.delete(self.cases, case.conversation_id)

    def put(self, case: Case, **changes: object) -> Case:
        """Change a case."""
        changed = replace(case, **changes)
        self.keep(changed)
        return changed

    def know(self, senior: SeniorProfile) -> None:
        """A senior as they are from now on."""
        self._journal.write(self.seniors, senior.senior_id, senior)
        self._room = True

    def change(self, senior: SeniorProfile, **changes: object) -> None:
        """Change what is known of a senior."""
        self.know(replace(senior, **changes))

    def _count(self, case: Case | None, sign: int) -> None:
        if case is None:
            return
        if case.owner is not None:
            self.loads[case.owner] += sign
        if case.phase in {"waiting", "team"}:
            self._waiting[case.team or ""] += sign
        if case.phase == "waiting":
            (self._queue.add if sign > 0 else self._queue.discard)(case.conversation_id)

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
        silent = {name: Open(one.reason, one.severity) for name, one in case.open.items()}
        self.put(case, phase="ended", owner=None, since=self.now, open=silent, missing=None, quote=None)

    def say(self, kind: DecisionType, case: Case, why: DecisionWhy, previous: str | None = None) -> None:
        """Note a decision on a case as it stands."""
        self._lost.pop(case.conversation_id, None)
        wait = self.rules.acknowledge_wait_critical if case.severity > 1 else self.rules.acknowledge_wait
        self.said.append(
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
        names = self._queue if self._room else self._fresh
        waiting = sorted((case for name in names if (case := self.cases[name]).phase == "waiting"), key=first_served)
        open_ = [one for one in self.seniors.values() if free(one, self.loads)] if waiting else []
        for case in waiting:
            if not open_:
                break
            if (senior := chosen(open_, case, self.loads)) is not None:
                self.give(case, senior.senior_id, "opened")
                if not free(senior, self.loads):
                    open_.remove(senior)
        for name, (previous, why) in self._lost.copy().items():
            self.say("reassigned", self.cases[name], why, previous=previous)  # to nobody yet: it waits

    def _group(self) -> None:
        waiting = self._waiting
        for team in sorted({*waiting, *self.groups}):
            if team not in self.groups and waiting[team] > self.rules.group_above:
                self._journal.write(self.groups, team, self.now)
                self._tell("grouped", team, "many_at_once", waiting[team])
            elif team in self.groups and waiting[team] <= self.rules.group_above // 2:
                self._journal.delete(self.groups, team)
                self._tell("released", team, "calm", waiting[team])

    def _tell(self, kind: DecisionType, team: str, why: DecisionWhy, waiting: int) -> None:
        self.said.append(
            Decision(
                type=kind, at=self.now, why=why, rules_version=self.rules.version, severity="critical",
                team=team or None, waiting=waiting,
            )
        )  # fmt: skip
