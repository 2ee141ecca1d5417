"""The page *Practice*, in parts."""

from msgspec import Struct

from pipeline.console.clock import Clock
from pipeline.console.parts import Parts
from pipeline.console.practice import Practice
from pipeline.console.quadrant import FEW, quadrant
from pipeline.console.store import Store
from pipeline.console.tallies import HOUR_MS, Cell, Ruled, by_rule, shares, together
from pipeline.console.templating import render


class Span(Struct, frozen=True):
    """What the address asks for; None: all. ``hours``: back from now."""

    team: str | None = None
    queue: str | None = None
    hours: int | None = None

    def takes(self, cell: Cell | Ruled, now: int, *, any_team: bool = False) -> bool:
        """Whether a count belongs to it."""
        return (
            (any_team or self.team in {None, cell.team})
            and self.queue in {None, cell.queue}
            and (self.hours is None or cell.hour > now // HOUR_MS - self.hours)
        )


class PracticePage:
    """How teams answer problems; of one team its agents too, where they may be shown."""

    template = "practice.html"

    def __init__(self, practice: Practice, store: Store, clock: Clock, span: Span, *, agents: bool) -> None:
        self._practice = practice
        self._store = store
        self._clock = clock
        self._span = span
        self._agents = agents

    @property
    def version(self) -> object:
        """That of the replies and the verdicts counted; and the hour, as time chooses among them."""
        return self._practice.version, self._store.rulings.version, self._clock.moment().now // HOUR_MS

    async def parts(self) -> Parts:
        """The page as it is now."""
        span, now = self._span, self._clock.moment().now
        cells = self._practice.cells()
        wanted = [(cell, n) for cell, n in cells if span.takes(cell, now)]
        of_all = [(cell, n) for cell, n in cells if span.takes(cell, now, any_team=True)]
        whole = together(shares(of_all, "team"))
        by = "agent" if self._agents and span.team is not None else "team"
        seen = shares(wanted, by)
        rules = by_rule((cell, n) for cell, n in self._store.rulings.cells() if span.takes(cell, now))
        told = {name: value for name in span.__struct_fields__ if (value := getattr(span, name)) is not None}
        return Parts(
            title="Practice · Makegood",
            regions={
                "choices": render(
                    "practice_choices.html", span=span, told=told, teams=sorted({c.team for c, _ in cells} - {""})
                ),
                "picture": render(
                    "quadrant.html", picture=quadrant(seen, whole), by=by, told=told, whole=whole, few=FEW
                ),
                "replies": render("replies.html", shares=seen, by=by, told=told),
                "rules": render("rules.html", rules=rules),
            },
        )
