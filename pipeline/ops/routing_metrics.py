"""The metrics of routing, by name. None carries a conversation or a senior in a label."""

from collections import Counter as Count
from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from pipeline.domain.floor import Decision, Floor
from pipeline.domain.routing_choice import free

WAITS = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600)
"""Seconds, for what people do."""

DECISIONS = Counter("makegood_routing_decisions", "Decisions of routing.", ["type", "why", "severity"])
WAITING = Gauge("makegood_routing_waiting", "Conversations that wait for a senior.", ["team"])
WAITING_SINCE = Gauge(
    "makegood_routing_waiting_since_seconds",
    "Since when the one that waits longest for a senior has needed one, Unix time; absent where none waits.",
    ["team"],
)
"""A time and no age: it is right between commits too, when nothing moves."""
SENIORS_FREE = Gauge("makegood_routing_seniors_free", "Seniors who are there and have room.")
SENIORS_PRESENT = Gauge("makegood_routing_seniors_present", "Seniors who are there.")
CLOCK_DELAY = Gauge("makegood_routing_clock_delay_seconds", "How far the floor's clock is behind real time.")
TO_ACKNOWLEDGE = Histogram(
    "makegood_routing_acknowledge_seconds",
    "From an escalation to the first acknowledgement.",
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


def decided(decisions: Iterable[Decision]) -> None:
    """Count what a committed batch decided."""
    for one in decisions:
        DECISIONS.labels(one.type, one.why, one.severity).inc()
        if one.type == "released" and one.opened_at is not None:
            _ended(one, one.opened_at)


def show(floor: Floor) -> None:
    """Show the floor as it is."""
    waiting = [case for case in floor.cases.values() if case.phase in {"waiting", "team"}]
    since: dict[str, int] = {}
    for case in waiting:
        team = case.team or ""
        since[team] = min(case.opened_at, since.get(team, case.opened_at))
    WAITING.clear()
    WAITING_SINCE.clear()
    for team, number in Count(case.team or "" for case in waiting).items():
        WAITING.labels(team).set(number)
        WAITING_SINCE.labels(team).set(since[team] / 1000)
    load = Count(case.owner for case in floor.cases.values() if case.owner is not None)
    SENIORS_PRESENT.set(sum(one.present for one in floor.seniors.values()))
    SENIORS_FREE.set(sum(free(one, load) for one in floor.seniors.values()))


def forget() -> None:
    """Another worker routes now."""
    WAITING.clear()
    WAITING_SINCE.clear()
    for gauge in (SENIORS_FREE, SENIORS_PRESENT, CLOCK_DELAY):
        gauge.set(0)


def _ended(one: Decision, opened_at: int) -> None:
    team = one.team or ""
    ENDED.labels("yes" if one.in_time else "no", team).inc()
    for reason in one.reasons:
        TO_ACT.labels(reason, team).observe((one.at - opened_at) / 1000)
        if one.acknowledged_at is not None:
            TO_ACKNOWLEDGE.labels(reason, team).observe((one.acknowledged_at - opened_at) / 1000)
