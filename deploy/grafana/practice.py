"""*Practice*: who combines empathy with action."""

from grafana_foundation_sdk.builders import bargauge, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.frame import framed, with_section, with_teams
from deploy.grafana.panels import COUNT, HERE, SECONDS, SHARE, Column, Place, Query, Steps, bars, by_key, lines

SPAN = "[$__range]"
"""The time chosen."""
FIRST_REPLY = Steps(120, 300)
"""Seconds; `unanswered` is escalated after the first."""
GAP = Steps(180, 600)
"""Seconds; the rule's wait is the first."""


def practice() -> Dashboard:
    """How teams answer problems."""
    board = framed(
        "practice",
        "Makegood: practice",
        "How teams answer problems: empathy with action or without, promises, what they were not allowed to do.",
        since="now-24h",
        refresh="1m",
    )
    with_teams(board)
    with_section(board, "Empathy and action: each team's replies to a problem, four shares of one whole", quadrant())
    with_section(board, "Trend", trend())
    with_section(board, "Promises and means", means())
    return with_section(board, "The rules, and what agents bear", [rules(), burden()])


def quadrant() -> list[bargauge.Panel]:
    """Empathy upwards, action to the right."""
    return [
        corner(
            1,
            "empathic_only",
            "Empathy only",
            "kind words, and nothing was done: what this exists for",
            Steps(0.3, 0.5),
        ),
        corner(2, "empathic_and_acted", "Empathy and action", "the feeling was seen and the problem moved on", Steps()),
        corner(3, "neither", "Neither", "no empathy and no action", Steps(0.5, 0.7)),
        corner(4, "acted_only", "Action only", "done without a kind word", Steps()),
    ]


def corner(number: int, kind: str, title: str, what: str, steps: Steps) -> bargauge.Panel:
    """One of the four."""
    return bars(
        Place(number, 12, 6),
        title,
        f"Share of replies to an open problem that held this: {what}. Empty while a team had no such replies.",
        Query(share_of_replies(kind, SPAN), "{{team}}"),
        SHARE,
        steps,
        most=1,
    )


def increased(metric: str, by: str, span: str, labels: str = "") -> str:
    """How much a counter has grown in a span."""
    return f"sum by ({by}) (increase({metric}{{{labels}{HERE}}}{span}))"


def share(part: str, whole: str) -> str:
    """Nothing where the whole is 0."""
    return f"{part} / ({whole} > 0)"


def share_of_replies(kind: str, span: str) -> str:
    """The share of one kind of replies, by team."""
    return share(
        increased("makegood_replies_total", "team", span, f'kind="{kind}",'),
        increased("makegood_replies_total", "team", span),
    )


def quantiles(metric: str, share: str, legend: str) -> Query:
    """Within what time so many of an hour's were, by team."""
    buckets = f"sum by (le, team) (increase({metric}_bucket{{{HERE}}}[1h]))"
    return Query(f"histogram_quantile({share}, {buckets})", f"{{{{team}}}}, {legend}")


def trend() -> list[timeseries.Panel]:
    """How it changes."""
    return [
        lines(
            Place(5, 24),
            "Empathy only, share of replies in an hour",
            "Replies that showed empathy and did nothing. Empty where there were no replies in the hour before.",
            [Query(share_of_replies("empathic_only", "[1h]"), "{{team}}")],
            SHARE,
            Steps(0.3, 0.5),
        ),
        lines(
            Place(6, 12),
            "Empathy gap",
            "From the first empathic reply to the resolving action, of gaps that were closed in the hour before.",
            [
                quantiles("makegood_empathy_gap_seconds", "0.5", "half"),
                quantiles("makegood_empathy_gap_seconds", "0.9", "nine of ten"),
            ],
            SECONDS,
            GAP,
        ),
        lines(
            Place(7, 12),
            "First reply",
            "Until a person answered the customer for the first time, of first replies in the hour before.",
            [
                quantiles("makegood_first_reply_seconds", "0.5", "half"),
                quantiles("makegood_first_reply_seconds", "0.9", "nine of ten"),
            ],
            SECONDS,
            FIRST_REPLY,
        ),
    ]


def means() -> list[bargauge.Panel]:
    """Promises, scripts, authority."""
    broken = increased("makegood_promises_total", "team", SPAN, 'outcome="broken",')
    canned = increased("makegood_agent_texts_total", "team", SPAN, 'kind="canned",')
    return [
        bars(
            Place(8, 8),
            "Promises broken",
            "Share of promises that were not kept in time, of those whose end is known. Empty while there are none.",
            Query(share(broken, increased("makegood_promises_total", "team", SPAN)), "{{team}}"),
            SHARE,
            Steps(0.1, 0.25),
            most=1,
        ),
        bars(
            Place(10, 8),
            "Canned replies",
            "Share of agents' longer texts that are a learned template or were said before in the same chat.",
            Query(share(canned, increased("makegood_agent_texts_total", "team", SPAN)), "{{team}}"),
            SHARE,
            Steps(0.2, 0.4),
            most=1,
        ),
        bars(
            Place(11, 8),
            "Authority missing",
            "What agents were not allowed to do, though it would have helped. Many of one kind: a limit worth raising.",
            Query(increased("makegood_authority_missing_total", "action", SPAN), "{{action}}"),
            COUNT,
            Steps(),
        ),
    ]


def rules() -> table.Panel:
    """How right each rule is."""

    def verdicts(verdict: str) -> str:
        return increased("makegood_escalation_verdicts_total", "reason", SPAN, f'verdict="{verdict}",')

    opened = increased("makegood_escalation_steps_total", "reason", SPAN, 'type="opened",')
    return by_key(
        Place(12, 14),
        "How right the rules are",
        "Escalations by reason, and what seniors said of them. A false-alarm share above a tenth: look at the rule.",
        "reason",
        [
            Column("Opened", opened),
            Column("Acknowledged", share(verdicts("acknowledged"), opened), SHARE),
            Column("False alarms", share(verdicts("false_alarm"), opened), SHARE, Steps(0.1, 0.25)),
        ],
        link=("Open ones in the console", "${console:raw}/?reason=${__value.text}"),
    )


def burden() -> bargauge.Panel:
    """What agents had to read."""
    hard = increased("makegood_customer_messages_total", "team", SPAN, 'kind!="ordinary",')
    return bars(
        Place(13, 10),
        "Hard to read",
        "Share of customers' messages in high distress or abusive: the strain on those who read them.",
        Query(share(hard, increased("makegood_customer_messages_total", "team", SPAN)), "{{team}}"),
        SHARE,
        Steps(0.3, 0.5),
        most=1,
    )
