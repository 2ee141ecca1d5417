"""The metrics of routing, by name. None carries a conversation or a senior in a label.

Gauges are reckoned from the floor when they are asked for. Teams are bounded: after ``MOST_TEAMS`` everything further
is counted as ``other``. A team's counters begin with 0 when it is first seen, so that ``increase()`` misses nothing.
"""

from collections import Counter as Count
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pipeline.domain.facts import named
from pipeline.domain.floor import SEVERITIES, Case, Decision, Floor
from pipeline.domain.routing_choice import free
from pipeline.ops.practice_metrics import OTHER, REASONS, printable

WAITS = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600)
"""Seconds, for what people do."""
MOST_TEAMS = 100
"""Teams that have series of their own."""
TAKEN = {
    "reassigned": ("declined", "handed_on", "left", "not_acknowledged", "not_acted", "opened", "taken_over"),
    "overdue": ("not_acknowledged", "not_acted", "queue"),
}
"""Why a conversation goes to another senior, or waits too long: counted from 0, so that the first one shows."""

DECISIONS = Counter("makegood_routing_decisions", "Decisions of routing.", ["type", "why", "severity"])
for taken, whys in TAKEN.items():
    for why in whys:
        for severity in SEVERITIES:
            DECISIONS.labels(taken, why, severity)
CLOCK_DELAY = Gauge("makegood_routing_clock_delay_seconds", "How far the floor's clock is behind real time.")
TO_ACKNOWLEDGE = Histogram(
    "makegood_routing_acknowledge_seconds",
    "From an escalation to the first acknowledgement; counted at its end.",
    ["reason", "team"],
    buckets=WAITS,
)
TO_ACT = Histogram(
    "makegood_routing_act_seconds",
    "From an escalation to its end, by an action or otherwise.",
    ["reason", "team"],
    buckets=WAITS,
)
ENDED = Counter(
    "makegood_routing_ended",
    "Conversations that no longer need a senior, and whether nobody's time had passed unheeded.",
    ["in_time", "team"],
)


class Teams:
    """Teams as labels, and only so many of them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def label(self, team: str | None) -> str:
        """The team as a label."""
        name = named(team, None).team
        label = self._known.get(name)
        if label is None:
            if len(self._known) >= MOST_TEAMS:
                return OTHER
            label = self._known[name] = printable(name)
            for in_time in ("yes", "no"):
                ENDED.labels(in_time, label)
            for reason in REASONS:
                TO_ACKNOWLEDGE.labels(reason, label)
                TO_ACT.labels(reason, label)
        return label

    def all(self) -> list[str]:
        """Every team seen, as labels. May be asked from another thread."""
        return list(self._known.values())


TEAMS = Teams()


class FloorFigures(Collector):
    """The gauges of the floor, where this worker routes; nothing where another does."""

    def __init__(self) -> None:
        self._floor: Floor | None = None
        self._teller: object = None

    def show(self, floor: Floor, teams: Iterable[str], teller: object) -> None:
        """The floor and its teams as they are now, by what folds it. The floor may go on changing."""
        self._floor, self._teller = floor, teller
        for team in teams:
            TEAMS.label(team or None)

    def forget(self, teller: object) -> None:
        """Another worker routes now, unless this one has begun anew."""
        if self._teller is teller:
            self._floor = self._teller = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as they are now; asked from the thread of /metrics."""
        floor = self._floor
        return iter(()) if floor is None else _figures(floor)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The gauges, so that they may be asked for by name."""
        return _figures(Floor())


def _figures(floor: Floor) -> Iterator[GaugeMetricFamily]:
    teams = TEAMS.all()
    waiting, overdue = Count(dict.fromkeys(teams, 0)), Count(dict.fromkeys(teams, 0))
    held = Count({(team, accepted): 0 for team in teams for accepted in ("yes", "no")})
    waiting_since, overdue_since = dict[str, int](), dict[str, int]()
    for case in list(floor.cases.values()):  # at one blow: the fold goes on in its own thread
        if case.phase in {"done", "ended"}:
            continue
        team = TEAMS.label(case.team)
        if case.owner is None:
            waiting[team] += 1
            _oldest(waiting_since, team, case)
        else:
            held[team, "yes" if case.phase == "acknowledged" else "no"] += 1
        if case.late:
            overdue[team] += 1
            _oldest(overdue_since, team, case)
    yield _gauge("makegood_routing_waiting", "Conversations that wait for a senior.", ["team"], waiting)
    # Times and no ages: they are right between commits too, when nothing moves.
    yield _gauge(
        "makegood_routing_waiting_since_seconds",
        "Since when the one that waits longest for a senior has needed one, Unix time; absent where none waits.",
        ["team"],
        _seconds(waiting_since),
    )
    yield _gauge(
        "makegood_routing_held",
        "Conversations that a senior was given, and whether they said to have it.",
        ["team", "accepted"],
        held,
    )
    yield _gauge(
        "makegood_routing_overdue",
        "Conversations that need a senior and for which some time has passed unheeded.",
        ["team"],
        overdue,
    )
    yield _gauge(
        "makegood_routing_overdue_since_seconds",
        "Since when the oldest of those has needed somebody, Unix time; absent where there is none.",
        ["team"],
        _seconds(overdue_since),
    )
    yield _gauge(
        "makegood_routing_grouped_since_seconds",
        "Since when a team has had more that waits than single alarms make sense for, Unix time; absent where not.",
        ["team"],
        _seconds({TEAMS.label(team): since for team, since in list(floor.groups.items())}),
    )
    yield _gauge(
        "makegood_routing_seniors", "Seniors with room, without, and away.", ["state"], _seniors_by_state(floor)
    )


FLOOR = FloorFigures()


def decided(decisions: Iterable[Decision]) -> None:
    """Count what a committed batch decided."""
    for one in decisions:
        DECISIONS.labels(one.type, one.why, one.severity).inc()
        if one.type == "released" and one.opened_at is not None:
            _ended(one, one.opened_at)


def _ended(one: Decision, opened_at: int) -> None:
    team = TEAMS.label(one.team)
    ENDED.labels("yes" if one.in_time else "no", team).inc()
    for reason in one.reasons:
        TO_ACT.labels(reason, team).observe((one.at - opened_at) / 1000)
        if one.acknowledged_at is not None:
            TO_ACKNOWLEDGE.labels(reason, team).observe((one.acknowledged_at - opened_at) / 1000)


def _seniors_by_state(floor: Floor) -> dict[str, int]:
    load = Count(case.owner for case in list(floor.cases.values()) if case.owner is not None)
    states = dict.fromkeys(("free", "busy", "away"), 0)
    for one in list(floor.seniors.values()):
        states["away" if not one.present else "free" if free(one, load) else "busy"] += 1
    return states


def _oldest(since: dict[str, int], team: str, case: Case) -> None:
    since[team] = min(case.opened_at, since.get(team, case.opened_at))


def _seconds(times: dict[str, int]) -> dict[str, float]:
    return {name: at / 1000 for name, at in times.items()}


def _gauge(
    name: str, meaning: str, labels: list[str], values: Mapping[str, float] | Mapping[tuple[str, str], float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for key, value in values.items():
        family.add_metric((key,) if isinstance(key, str) else key, value)
    return family


REGISTRY.register(FLOOR)
