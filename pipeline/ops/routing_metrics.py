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
QUEUE_AGE = Gauge("makegood_routing_queue_age_seconds", "How long the one that waits longest has waited.")
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
IN_TIME = Counter("makegood_routing_ended", "Conversations that no longer need a senior.", ["in_time"])


def settled(decisions: Iterable[Decision], floor: Floor, clock: int) -> None:
    """Count what a committed batch decided, and show the floor as it is."""
    for one in decisions:
        DECISIONS.labels(one.type, one.why, one.severity).inc()
        if one.type == "released" and one.opened_at is not None:
            _ended(one, one.opened_at)
    waiting = [case for case in floor.cases.values() if case.phase in {"waiting", "team"}]
    WAITING.clear()
    for team, number in Count(case.team or "" for case in waiting).items():
        WAITING.labels(team).set(number)
    oldest = min((case.opened_at for case in waiting), default=clock)
    QUEUE_AGE.set(max(0, clock - oldest) / 1000)
    load = Count(case.owner for case in floor.cases.values() if case.owner is not None)
    SENIORS_PRESENT.set(sum(one.present for one in floor.seniors.values()))
    SENIORS_FREE.set(sum(free(one, load) for one in floor.seniors.values()))


def forget() -> None:
    """Another worker routes now."""
    WAITING.clear()
    for gauge in (QUEUE_AGE, SENIORS_FREE, SENIORS_PRESENT, CLOCK_DELAY):
        gauge.set(0)


def _ended(one: Decision, opened_at: int) -> None:
    IN_TIME.labels("yes" if one.in_time else "no").inc()
    for reason in one.reasons:
        TO_ACT.labels(reason, one.team or "").observe((one.at - opened_at) / 1000)
        if one.acknowledged_at is not None:
            TO_ACKNOWLEDGE.labels(reason, one.team or "").observe((one.acknowledged_at - opened_at) / 1000)
