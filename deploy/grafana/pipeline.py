"""*Pipeline*: whether what is shown is true and new."""

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.frame import framed, with_section
from deploy.grafana.panels import (
    COUNT,
    PER_SECOND,
    SECONDS,
    Column,
    Place,
    Query,
    Steps,
    by_key,
    lines,
    stat_panel,
)
from pipeline.wire.topics import ROUTING

RATE = "[$__rate_interval]"
LAG = f'makegood_lag_records{{topic!="{ROUTING.name}"}}'
"""Of the input: the routing topic is read, and measured, in the same way."""
ROUTING_LAG = f'makegood_lag_records{{topic="{ROUTING.name}"}}'


def pipeline() -> Dashboard:
    """Workers, and how far they are."""
    board = framed(
        "pipeline",
        "Makegood: pipeline",
        "Whether workers keep up: lag, clocks, transactions, recovery, what could not be read.",
        since="now-3h",
        refresh="10s",
    )
    with_section(board, "Now", numbers())
    with_section(board, "Keeping up", keeping_up())
    with_section(board, "Transactions", transactions())
    return with_section(board, "Workers", [workers(), recovery()])


def numbers() -> list[stat.Panel]:
    """The numbers at the top."""
    return [
        stat_panel(
            Place(1, 4, 4),
            "Partitions judged",
            "Partitions that workers own. Fewer than the input has: nobody judges the rest.",
            Query("sum(makegood_partitions_owned)"),
            COUNT,
            Steps(),
        ),
        stat_panel(
            Place(2, 5, 4),
            "Lag",
            "Records of the input that are not yet judged.",
            Query(f"sum({LAG})"),
            COUNT,
            Steps(1000, 10000),
        ),
        stat_panel(
            Place(7, 5, 4),
            "Dead letters",
            "Records in the time shown that could not be read or folded. `makegood dlq list` says why.",
            Query("sum(increase(makegood_dead_letters_total[$__range]))"),
            COUNT,
            Steps(orange=1),
        ).no_value("0"),
        stat_panel(
            Place(8, 5, 4),
            "Quarantined",
            "Conversations whose deadlines could not be folded: a fault of ours.",
            Query("sum(makegood_quarantined)"),
            COUNT,
            Steps(red=1),
        ),
        stat_panel(
            Place(9, 5, 4),
            "Lost records",
            "Records deleted from the input before they were judged, passed over with --accept-loss.",
            Query("sum(increase(makegood_lost_records_total[$__range]))"),
            COUNT,
            Steps(red=1),
        ).no_value("0"),
    ]


def keeping_up() -> list[timeseries.Panel]:
    """How far judging is behind what happens."""
    return [
        lines(
            Place(14, 12),
            "Messages judged",
            "Messages a second, by who wrote them.",
            [Query(f"sum by (role) (rate(makegood_messages_total{RATE}))", "{{role}}")],
            PER_SECOND,
        ),
        lines(
            Place(11, 12),
            "Lag by partition",
            "Records of the input not yet judged, and those not yet routed. One that only grows is stuck.",
            [Query(f"sum by (partition) ({LAG})", "{{partition}}"), Query(f"sum({ROUTING_LAG})", "routing")],
            COUNT,
            Steps(1000, 10000),
        ),
        lines(
            Place(3, 12),
            "Clock behind real time",
            "How late deadlines are, by partition. Empty where the clock is the log's.",
            [Query("max by (partition) (makegood_clock_delay_seconds)", "{{partition}}")],
            SECONDS,
            Steps(10, 60),
        ),
        lines(
            Place(6, 12),
            "Escalation delay",
            "From the time of a step to its commit; a backlog counts in full. Empty while nothing is escalated.",
            [_quantile("makegood_escalation_delay_seconds", share) for share in ("0.5", "0.99")],
            SECONDS,
            Steps(10, 60),
        ),
        lines(
            Place(12, 12),
            "Conversations remembered",
            "Conversations in memory and in the state topic.",
            [Query("sum(makegood_open_conversations)", "conversations")],
            COUNT,
        ),
        lines(
            Place(13, 12),
            "Dead letters by reason",
            "Records a second, of chats and of routing, that could not be read or folded. Empty while there are none.",
            [Query(f"sum by (reason) (rate(makegood_dead_letters_total{RATE}))", "{{reason}}")],
            PER_SECOND,
        ),
    ]


def transactions() -> list[timeseries.Panel]:
    """What Kafka is asked for."""
    records, batches = (f"sum by (topic) (rate(makegood_batch_records_{what}{RATE}))" for what in ("sum", "count"))
    return [
        lines(
            Place(4, 8),
            "Transactions",
            "Batches and deadlines a second, by how they ended. Failed ones are judged anew.",
            [Query(f"sum by (outcome) (rate(makegood_transactions_total{RATE}))", "{{outcome}}")],
            PER_SECOND,
        ),
        lines(
            Place(5, 8),
            "Time of a transaction",
            "From the first write to the commit. Empty while nothing comes.",
            [_quantile("makegood_transaction_seconds", share) for share in ("0.5", "0.99")],
            SECONDS,
            Steps(0.5, 5),
        ),
        lines(
            Place(15, 8),
            "Records in a batch",
            "On average, by topic. Large under load, one when it is quiet. Empty while nothing comes.",
            [Query(f"{records} / ({batches} > 0)", "{{topic}}")],
            COUNT,
        ),
    ]


def workers() -> table.Panel:
    """A row a worker."""
    return by_key(
        Place(16, 14),
        "Workers",
        "Each worker with what it owns.",
        "instance",
        [
            Column("Scraped", 'max by (instance) (up{job="makegood"})'),
            Column("Partitions", "sum by (instance) (makegood_partitions_owned)"),
            Column("Lag", f"sum by (instance) ({LAG})", steps=Steps(1000, 10000)),
            Column("Conversations", "sum by (instance) (makegood_open_conversations)"),
        ],
        link=None,
    )


def recovery() -> timeseries.Panel:
    """How long a takeover takes."""
    return lines(
        Place(10, 10),
        "Recovery",
        "Acquiring a partition, since the workers began: fencing the owner before and reading its state.",
        [
            Query(f"histogram_quantile({share}, sum by (le) (makegood_recovery_seconds_bucket))", f"{float(share):.0%}")
            for share in ("0.5", "0.99")
        ],
        SECONDS,
        Steps(10, 60),
    )


def _quantile(metric: str, share: str) -> Query:
    buckets = f"sum by (le) (rate({metric}_bucket{RATE}))"
    return Query(f"histogram_quantile({share}, {buckets})", f"{float(share):.0%}")
