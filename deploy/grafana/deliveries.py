"""The part of *Floor* about what ``makegood notify`` tells whom."""

from grafana_foundation_sdk.builders import stat, table, timeseries

from deploy.grafana.panels import COUNT, SECONDS, Column, Place, Query, Steps, by_key, lines, stat_panel

LATE = Steps(60, 300)
"""Seconds: a senior has a minute to acknowledge; after five the alert fires."""


def deliveries() -> list[timeseries.Panel | table.Panel | stat.Panel]:
    """Whether those who are to be told are told."""
    return [_ended(), _seconds(), _targets(), _nudges(), _processes()]


def _ended() -> timeseries.Panel:
    return lines(
        Place(14, 12),
        "Told and given up, by target",
        "Notices that arrived or were given up, in each interval. Empty where makegood notify does not run.",
        [
            Query(
                "sum by (target, outcome) (increase(makegood_deliveries_total[$__rate_interval]))",
                "{{target}} {{outcome}}",
            )
        ],
        COUNT,
    )


def _seconds() -> timeseries.Panel:
    buckets = "sum by (le, target) (increase(makegood_delivery_seconds_bucket[1h]))"
    return lines(
        Place(15, 12),
        "Until it was told, by target",
        "Within what time of the decision nine of ten notices arrived, in the hour before. Empty where none did.",
        [Query(f"histogram_quantile(0.9, {buckets})", "{{target}}")],
        SECONDS,
        LATE,
    )


def _targets() -> table.Panel:
    failed = 'sum by (target) (increase(makegood_delivery_attempts_total{outcome="failed"}[1h]))'
    return by_key(
        Place(16, 12),
        "Targets",
        "What is on its way, how far a slow target is behind the others, whether it is left alone (1) after failures.",
        "target",
        [
            Column("On the way", "sum by (target) (makegood_deliveries_waiting)"),
            Column("Behind", "max by (target) (makegood_deliveries_behind)", steps=Steps(1, 100)),
            Column("Longest", "max by (target) (time() - makegood_deliveries_waiting_since_seconds)", SECONDS, LATE),
            Column("Left alone", "max by (target) (makegood_delivery_target_resting)", steps=Steps(red=1)),
            Column("Failed attempts, last hour", failed),
        ],
        link=None,
    )


def _nudges() -> timeseries.Panel:
    return lines(
        Place(18, 8),
        "Nudges to agents",
        "How nudges ended, in each interval: delivered; broken off (answered, or too late); dropped.",
        [Query("sum by (outcome) (increase(makegood_nudges_total[$__rate_interval]))", "{{outcome}}")],
        COUNT,
    )


def _processes() -> stat.Panel:
    return stat_panel(
        Place(17, 4),
        "Processes that deliver",
        "1: decisions are read, and targets told. 0 or nothing: nobody is told.",
        Query("sum(makegood_deliveries_holding)"),
        COUNT,
        Steps(),
    ).no_value("none")
