"""The page *Floor*, in parts: who waits for a senior, who has whom, who is there."""

from msgspec import Struct

from pipeline.console.floor import HELD, WAITING, FloorStore
from pipeline.console.parts import Parts
from pipeline.console.templating import render
from pipeline.domain.floor import SEVERITIES, Case, SeniorProfile
from pipeline.domain.routing_choice import free

MOST_SHOWN = 100
"""Of each list."""


class Team(Struct, frozen=True):
    """What the address asks for; None: all."""

    team: str | None = None


class FloorPage:
    """Under one filter."""

    template = "floor.html"

    def __init__(self, floor: FloorStore, team: Team, csrf: str) -> None:
        self._floor = floor
        self._team = team.team
        self._csrf = csrf

    @property
    def version(self) -> object:
        """That of the floor."""
        return self._floor.version

    async def parts(self) -> Parts:
        """The floor as it is now."""
        waiting, held = (self._asked_for(self._floor.cases(phases)) for phases in (WAITING, HELD))
        load = self._floor.load()
        room = [one for one in self._floor.seniors if free(one, load)]
        seniors = [one for one in self._floor.seniors if self._team is None or not one.teams or self._team in one.teams]
        there = [one for one in seniors if one.present]
        teams = sorted({case.team for case in (*waiting, *held) if case.team} | ({self._team} if self._team else set()))
        return Parts(
            title=f"({len(waiting)}) Floor · Makegood" if waiting else "Floor · Makegood",
            regions={
                "headline": render(
                    "floor_headline.html",
                    waiting=waiting,
                    there=len(there),
                    room=sum(free(one, load) for one in there),
                    known=bool(self._floor.seniors),
                    unreadable=self._floor.unreadable,
                    team=self._team,
                    teams=teams,
                ),
                "waiting-head": render("floor_head.html", name="waiting", count=len(waiting)),
                "held-head": render("floor_head.html", name="held", count=len(held)),
                "seniors-head": render("floor_head.html", name="seniors", count=len(seniors)),
            },
            lists={
                "waiting": {case.conversation_id: self._case(case, room) for case in waiting[:MOST_SHOWN]},
                "held": {case.conversation_id: self._case(case, room) for case in held[:MOST_SHOWN]},
                "seniors": {one.senior_id: self._senior(one, load.get(one.senior_id, 0)) for one in seniors},
            },
        )

    def _asked_for(self, cases: list[Case]) -> list[Case]:
        return [case for case in cases if self._team in {None, case.team}]

    def _case(self, case: Case, room: list[SeniorProfile]) -> str:
        severity = SEVERITIES[case.severity]
        fit = [one.senior_id for one in self._floor.fit(case, room)]
        return render("floor_case.html", case=case, severity=severity, fit=fit, csrf=self._csrf)

    def _senior(self, senior: SeniorProfile, load: int) -> str:
        return render("floor_senior.html", senior=senior, load=load)
