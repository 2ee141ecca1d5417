"""*Floor*: from an escalation to a senior who acts."""

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.deliveries import deliveries
from deploy.grafana.frame import framed, with_section, with_teams
from deploy.grafana.panels import (
    COUNT,
    SECONDS,
    SHARE,
    Column,
    Place,
    Query,
    Steps,
    by_key,
    lines,
    stat_panel,
)

TEAM = 'team=~"$team"'
WAITING = f"makegood_routing_waiting{{{TEAM}}}"
WAITS = f"time() - makegood_routing_waiting_since_seconds{{{TEAM}}}"
HELD = f"makegood_routing_held{{{TEAM}}}"
OVERDUE = f"makegood_routing_overdue{{{TEAM}}}"
ENDED = f"makegood_routing_ended_total{{{TEAM}}}"
IN_TIME = f'makegood_routing_ended_total{{in_time="yes",{TEAM}}}'
WAITED = Steps(60, 300)
"""Seconds: by the default rules a senior is found within a minute; after five the alert fires."""


def floor() -> Dashboard:
    """The seniors' wall."""
    board = framed(
        "floor",
        "Makegood: floor",
        "From an escalation to a senior who acts: who waits, which seniors have room, what was acted on in time.",
        since="now-6h",
        refresh="10s",
    )
    with_teams(board)
    with_section(board, "Now", numbers())
    with_section(board, "Where", [teams(), seniors()])
    with_section(board, "How it came", trend())
    return with_section(board, "Told", deliveries())


def numbers() -> list[stat.Panel]:
    """The five numbers at the top."""
    return [
        stat_panel(
            Place(1, 5, 4),
            "Waiting for a senior",
            "Escalated conversations that nobody was given yet.",
            Query(f"sum({WAITING})"),
            COUNT,
            Steps(1, 10),
        ),
        stat_panel(
            Place(2, 5, 4),
            "Longest wait",
            "How long the one that waits longest has needed a senior. Empty while none waits.",
            Query(f"max({WAITS})"),
            SECONDS,
            WAITED,
        ).no_value("nobody waits"),
        stat_panel(
            Place(3, 4, 4),
            "Seniors with room",
            "Seniors of all teams who are there and have room for one more.",
            Query('sum(makegood_routing_seniors{state="free"})'),
            COUNT,
            Steps(),
        ),
        stat_panel(
            Place(4, 5, 4),
            "Overdue",
            "Conversations that need a senior whose time to be found, to acknowledge or to act has passed unheeded.",
            Query(f"sum({OVERDUE})"),
            COUNT,
            Steps(1, 5),
        ),
        stat_panel(
            Place(5, 5, 4),
            "Acted on in time, last hour",
            "Of those that ended in the last hour, for how many no time passed unheeded. Empty while none ended.",
            Query(in_time("")),
            SHARE,
            Steps(),
        ).no_value("none ended"),
    ]


def in_time(by: str) -> str:
    """The share of what ended in an hour for which nobody's time passed."""
    return f"sum{by}(increase({IN_TIME}[1h])) / (sum{by}(increase({ENDED}[1h])) > 0)"


def teams() -> table.Panel:
    """A row a team."""
    return by_key(
        Place(6, 14),
        "Teams",
        "What each team has waiting and what its seniors have. A team's name leads to its floor in the console.",
        "team",
        [
            Column("Waiting", f"sum by (team) ({WAITING})", steps=Steps(1, 10)),
            Column("Longest", f"max by (team) ({WAITS})", SECONDS, WAITED),
            Column("With a senior", f"sum by (team) ({HELD})"),
            Column("Overdue", f"sum by (team) ({OVERDUE})", steps=Steps(1, 5)),
            Column("In time, last hour", in_time(" by (team) "), SHARE),
        ],
        link=("In the console", "${console:raw}/floor?team=${__value.text}"),
    )


def seniors() -> timeseries.Panel:
    """Who was there."""
    return lines(
        Place(7, 10),
        "Seniors",
        "Seniors of all teams: free (there, with room), busy (there, without), away.",
        [Query("sum by (state) (makegood_routing_seniors)", "{{state}}")],
        COUNT,
    )


def trend() -> list[timeseries.Panel]:
    """The same over time, and how long it took."""
    return [
        lines(
            Place(8, 12),
            "Waiting, by team",
            "Escalated conversations that nobody was given yet.",
            [Query(f"sum by (team) ({WAITING})", "{{team}}")],
            COUNT,
        ),
        lines(
            Place(9, 12),
            "Longest wait, by team",
            "How long the one that waits longest has needed a senior. No line while none waits.",
            [Query(f"max by (team) ({WAITS})", "{{team}}")],
            SECONDS,
            WAITED,
        ),
        lines(
            Place(10, 12),
            "Until somebody had it, by reason",
            "Within what time nine of ten were acknowledged, of those ended in the hour before. Empty where none was.",
            [quantile("acknowledge")],
            SECONDS,
            WAITED,
        ),
        lines(
            Place(11, 12),
            "Until it ended, by reason",
            "Within what time nine of ten ended, by an action or otherwise, in the hour before. Empty where none did.",
            [quantile("act")],
            SECONDS,
        ),
        lines(
            Place(12, 12),
            "Acted on in time, by team",
            "Of the conversations that ended in the hour before, those for which no time passed unheeded.",
            [Query(in_time(" by (team) "), "{{team}}")],
            SHARE,
        ),
        lines(
            Place(13, 12),
            "Taken from somebody or late, in an hour",
            "Why chats went to another senior (declined, not acknowledged, not acted, left) or waited too long.",
            [
                Query(
                    'sum by (why) (increase(makegood_routing_decisions_total{type=~"reassigned|overdue"}[1h]))',
                    "{{why}}",
                )
            ],
            COUNT,
        ),
    ]


def quantile(what: str) -> Query:
    """Within what time nine of ten."""
    buckets = f"sum by (le, reason) (increase(makegood_routing_{what}_seconds_bucket{{{TEAM}}}[1h]))"
    return Query(f"histogram_quantile(0.9, {buckets})", "{{reason}}")
