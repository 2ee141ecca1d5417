"""*Now*: who needs help."""

from grafana_foundation_sdk.builders import bargauge, stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.frame import FIRING, framed, with_section, with_teams
from deploy.grafana.panels import (
    COUNT,
    HERE,
    SECONDS,
    Column,
    Place,
    Query,
    Steps,
    bars,
    by_key,
    lines,
    outward,
    stat_panel,
)

AT_RISK = f"makegood_conversations_at_risk{{{HERE}}}"
DISTRESSED = f"makegood_conversations_distressed{{{HERE}}}"
OPEN = f"makegood_escalations_open{{{HERE}}}"
UNTAKEN = f'makegood_escalations_open{{acknowledged="no",{HERE}}}'
CRITICAL = f'makegood_escalations_open{{acknowledged="no",severity="critical",{HERE}}}'
WAITS = f"time() - makegood_unacknowledged_since_seconds{{{HERE}}}"
OPENED = f'makegood_escalation_steps_total{{type="opened",{HERE}}}'
WAITED = Steps(300, 900)
"""Seconds: a senior should have looked after five minutes; after fifteen somebody must be told."""


def now() -> Dashboard:
    """The wall of the floor."""
    board = framed(
        "now",
        "Makegood: now",
        "Who needs help: conversations at risk, customers in distress, escalations that nobody has taken.",
        since="now-6h",
        refresh="10s",
    )
    with_teams(board)
    with_section(board, "Now", numbers())
    with_section(board, "Where", [teams(), reasons()])
    with_section(board, "How it came", trend())
    return with_section(board, "Alerts", [alerts()])


def numbers() -> list[stat.Panel]:
    """The five numbers at the top."""
    return [
        stat_panel(
            Place(1, 5, 4),
            "Conversations at risk",
            "Open conversations: empathy waits for an action, distress is high or an escalation is open.",
            Query(f"sum({AT_RISK})"),
            COUNT,
            Steps(),
        ),
        stat_panel(
            Place(2, 5, 4),
            "In high distress",
            "Those of them whose customer is in high distress now (0.6 and above).",
            Query(f"sum({DISTRESSED})"),
            COUNT,
            Steps(orange=1),
        ),
        stat_panel(
            Place(3, 5, 4),
            "Escalations nobody has taken",
            "Open escalations that no senior has acknowledged.",
            Query(f"sum({UNTAKEN})"),
            COUNT,
            Steps(1, 5),
        ).no_value("0"),
        stat_panel(
            Place(4, 4, 4),
            "Of them critical",
            "Those of the highest severity: somebody is in danger or in special need, or threatens to go public.",
            Query(f"sum({CRITICAL})"),
            COUNT,
            Steps(red=1),
        ).no_value("0"),
        stat_panel(
            Place(5, 5, 4),
            "Longest without a senior",
            "How long the oldest escalation that nobody has acknowledged is open. Empty while there is none.",
            Query(f"max({WAITS})"),
            SECONDS,
            WAITED,
        ).no_value("nobody waits"),
    ]


def teams() -> table.Panel:
    """A row a team."""
    return by_key(
        Place(6, 14),
        "Teams",
        "What each team has on its hands now. A team's name leads to its conversations in the console.",
        "team",
        [
            Column("At risk", f"sum by (team) ({AT_RISK})"),
            Column("High distress", f"sum by (team) ({DISTRESSED})", steps=Steps(orange=1)),
            Column("Escalations", f"sum by (team) ({OPEN})"),
            Column("Not taken", f"sum by (team) ({UNTAKEN})", steps=Steps(1, 5)),
            Column("Longest", f"max by (team) ({WAITS})", SECONDS, WAITED),
        ],
        link=("In the console", "${console:raw}/?team=${__value.text}"),
    )


def reasons() -> bargauge.Panel:
    """What the open escalations are about."""
    return bars(
        Place(7, 10),
        "Open escalations by reason",
        "What the open escalations are about, taken or not. A bar leads to them in the console.",
        Query(f"sum by (reason) ({OPEN})", "{{reason}}"),
        COUNT,
        Steps(),
    ).data_links([outward("In the console", "${console:raw}/?reason=${__field.labels.reason}")])


def trend() -> list[timeseries.Panel]:
    """The same over time."""
    return [
        lines(
            Place(8, 12),
            "At risk, by team",
            "Conversations at risk. A team that stays high has more than it can bear.",
            [Query(f"sum by (team) ({AT_RISK})", "{{team}}")],
            COUNT,
        ),
        lines(
            Place(9, 12),
            "Escalations opened in an hour, by team",
            "Escalations opened in the hour before, and what is usual at this hour (empty in the first days).",
            [
                Query(f"sum by (team) (increase({OPENED}[1h]))", "{{team}}"),
                Query('team:makegood_escalations_opened:usual1h{team=~"$team"}', "{{team}}, usual"),
            ],
            COUNT,
        ),
        lines(
            Place(10, 12),
            "High distress, by team",
            "Conversations whose customer is in high distress.",
            [Query(f"sum by (team) ({DISTRESSED})", "{{team}}")],
            COUNT,
        ),
        lines(
            Place(12, 12),
            "Until a senior took it",
            "From an escalation to its first acknowledgement. Empty while nothing was acknowledged in the hour before.",
            [quantile("0.5", "half"), quantile("0.9", "nine of ten")],
            SECONDS,
            WAITED,
        ),
    ]


def quantile(share: str, legend: str) -> Query:
    """Within what time so many escalations were acknowledged."""
    buckets = f"sum by (le) (increase(makegood_acknowledgement_seconds_bucket{{{HERE}}}[1h]))"
    return Query(f"histogram_quantile({share}, {buckets})", legend)


def alerts() -> table.Panel:
    """What Prometheus warns of."""
    return by_key(
        Place(11, 24, 6),
        "Alerts",
        "Alerts of Makegood that fire, and for how many teams or workers. Each has a runbook. Empty while none fires.",
        "alertname",
        [Column("Firing", f"sum by (alertname) ({FIRING})")],
        link=None,
    ).no_value("none")
