"""A support floor for tests of routing: agents whose chats are escalated, seniors who come, go, answer or do not."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

from pipeline.domain.escalation import EscalationStep, Reason, Severity, StepType
from pipeline.domain.floor import Answer, Decision, Floor, Presence, RoutingEvent, SeniorProfile
from pipeline.domain.routing_choice import able, free

BEGIN = 1_772_445_600_000
MINUTE = 60_000
REASONS: tuple[tuple[Reason, Severity], ...] = (
    ("empathy_without_action", "warning"),
    ("unanswered", "info"),
    ("no_authority", "warning"),
    ("vulnerable", "critical"),
)
TEAMS = ("emea", "apac")


def escalation(  # a step as the workers write it
    conversation: str, type_: StepType = "opened", at: int = BEGIN, *, reason: Reason = "empathy_without_action",
    severity: Severity = "warning", agent: str | None = "ag-1", team: str | None = "emea", number: int = 0,
) -> EscalationStep:  # fmt: skip
    return EscalationStep(
        escalation_id=f"{conversation}/{reason}/{number}", conversation_id=conversation, type=type_, reason=reason,
        severity=severity, at=at, rules_version="default-1", why="acted" if type_ == "withdrawn" else None,
        agent=agent, team=team,
    )  # fmt: skip


def senior(name: str, at: int = BEGIN, **more: object) -> SeniorProfile:
    return SeniorProfile(**{"at": at, "senior_id": name, "capacity": 1, "may_approve": True, **more})  # type: ignore[arg-type]


def holds(floor: Floor) -> None:
    """Nobody over capacity, away or concerned has a case; nobody suitable is idle while one waits."""
    load = Counter(case.owner for case in floor.cases.values() if case.owner)
    for name, number in load.items():
        assert number <= floor.seniors[name].capacity, "over capacity"
        assert floor.seniors[name].present, "away"
    for case in floor.cases.values():
        assert (case.owner is not None) == (case.phase in {"assigned", "acknowledged"})
        assert case.owner is None or case.owner != case.agent, "the agent concerned"
        if case.phase == "waiting":
            idle = [
                one for one in floor.seniors.values()
                if free(one, load) and able(one, case) and one.senior_id not in case.tried
            ]  # fmt: skip
            assert not idle, "somebody idle while a conversation waits"


class SimulatedFloor:
    """200 agents, 20 seniors and 2,000 conversations an hour, one in ``share`` of which is escalated.

    Seniors answer what they are told, so the floor goes on only as decisions are ``heard``.
    """

    def __init__(self, seed: int, minutes: int, share: int = 8, per_hour: int = 2_000) -> None:
        self._chance = Random(seed)
        self._order = 0
        self._queue: list[tuple[int, int, RoutingEvent]] = []
        self._seniors(minutes)
        self._conversations(minutes, share, per_hour)

    def _push(self, event: RoutingEvent) -> None:
        self._order += 1
        heapq.heappush(self._queue, (event.at, self._order, event))

    def _seniors(self, minutes: int) -> None:
        for number in range(20):
            name = f"s-{number}"
            self._push(
                senior(
                    name, capacity=1 + number % 3, teams=(TEAMS[number % 2],) if number > 4 else (),
                    may_approve=number % 3 == 0, supervisor=number < 3,
                )
            )  # fmt: skip
            at = BEGIN
            while (at := at + self._chance.randrange(5, 30) * MINUTE) < BEGIN + minutes * MINUTE:
                self._push(Presence(at=at, senior_id=name, present=False))
                at += self._chance.randrange(1, 10) * MINUTE
                self._push(Presence(at=at, senior_id=name, present=True))

    def _conversations(self, minutes: int, share: int, per_hour: int) -> None:
        for number in range(per_hour * minutes // 60):
            if self._chance.randrange(share):
                continue
            at = BEGIN + self._chance.randrange(minutes * MINUTE)
            reason, severity = self._chance.choice(REASONS)
            agent = f"ag-{self._chance.randrange(200)}" if self._chance.randrange(20) else None
            told = {"reason": reason, "severity": severity, "agent": agent, "team": self._chance.choice(TEAMS)}
            self._push(escalation(f"c-{number}", at=at, **told))  # type: ignore[arg-type]
            self._push(escalation(f"c-{number}", "withdrawn", at + self._chance.randrange(MINUTE, 15 * MINUTE), **told))  # type: ignore[arg-type]

    def heard(self, decisions: list[Decision]) -> None:
        """Have the seniors answer what they are told: nine in ten acknowledge, some decline, some say nothing."""
        for decision in decisions:
            if decision.type in {"assigned", "reassigned"} and decision.senior:
                luck = self._chance.random()
                said = "accept" if luck < 0.85 else "decline" if luck < 0.93 else None
                if said:
                    self._answer(decision, said, self._chance.randrange(2_000, 50_000))
                if said == "accept" and luck < 0.4:
                    self._answer(decision, "done", self._chance.randrange(60_000, 170_000))

    def _answer(self, decision: Decision, said: str, after: int) -> None:
        self._push(
            Answer(
                at=decision.at + after, conversation_id=decision.conversation_id or "", senior_id=decision.senior or "",
                answer=said, assignment_id=decision.assignment_id,  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def play(self, fold: Callable[[RoutingEvent], list[Decision]]) -> Iterator[RoutingEvent]:
        """Every event in its order, folded; yields it afterwards."""
        while self._queue:
            _, _, event = heapq.heappop(self._queue)
            self.heard(fold(event))
            yield event
