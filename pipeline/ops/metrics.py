"""The metrics of the pipeline itself; what supervisors ask of teams is in :mod:`pipeline.ops.practice_metrics`.

None carries a conversation, customer or message id in a label.
"""

import time
from collections.abc import Iterable, Mapping
from typing import get_args

from prometheus_client import Counter, Gauge, Histogram

from pipeline.domain.escalation import ChatGone, ChatStatus, EscalationStep, FoldOutcome
from pipeline.wire.codec import Why

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds, for what should be over within one."""

MESSAGES = Counter("makegood_messages", "Messages judged.", ["role"])
DEAD_LETTERS = Counter("makegood_dead_letters", "Records that could not be read or folded.", ["topic", "reason"])
UNSUPPORTED = Counter("makegood_language_unsupported", "Status changes of conversations in another language.")
OPEN_CONVERSATIONS = Gauge("makegood_open_conversations", "Conversations remembered.", ["partition"])
QUARANTINED = Gauge("makegood_quarantined", "Conversations whose deadlines could not be folded.", ["partition"])
BATCH_SIZE = Histogram(
    "makegood_batch_records",
    "Records judged, or routed, in one transaction.",
    ["topic"],
    buckets=(1, 3, 10, 30, 100, 300, 1000, 3000, 10000),
)
TRANSACTIONS = Counter("makegood_transactions", "Batches and deadlines, by how they ended.", ["outcome"])
for _outcome in ("committed", "failed"):
    TRANSACTIONS.labels(_outcome)
TRANSACTION_SECONDS = Histogram("makegood_transaction_seconds", "From the first write to the commit.", buckets=QUICK)
ESCALATION_SECONDS = Histogram(
    "makegood_escalation_delay_seconds",
    "From the time of an escalation step (of its event or its deadline) to its commit; backlogs count in full.",
    buckets=(*QUICK, 120, 600),
)
RECOVERY_SECONDS = Histogram(
    "makegood_recovery_seconds", "Acquiring a partition: fencing and reading its state.", buckets=(*QUICK, 60, 120)
)
LOST = Counter(
    "makegood_lost_records", "Offsets deleted before they were judged, passed over with --accept-loss.", ["topic"]
)
PARTITIONS_OWNED = Gauge("makegood_partitions_owned", "Partitions that this worker judges.")
ROUTING_OWNED = Gauge("makegood_routing_owned", "Whether this worker routes: 1 on one worker, 0 on the others.")
LAG = Gauge(
    "makegood_lag_records",
    "Records of the input not yet judged, of the routing topic not yet routed.",
    ["topic", "partition"],
)
POSITION = Gauge("makegood_position", "Offset that is judged, or routed, next.", ["topic", "partition"])
CLOCK_DELAY = Gauge(
    "makegood_clock_delay_seconds", "How far a partition's clock is behind real time; wall clock only.", ["partition"]
)

BUILD = Gauge("makegood_build_info", "1, for the program and the rules that run.", ["version", "rules"])


def running(version: str, rules: str) -> None:
    """Say which program runs, under which rules."""
    BUILD.labels(version, rules).set(1)


def expect(topics: Iterable[str]) -> None:
    """Begin the counts of what is read with 0, so that increase() does not miss the first."""
    for topic in topics:
        BATCH_SIZE.labels(topic)
        for reason in get_args(Why):
            DEAD_LETTERS.labels(topic, reason)


def read(topic: str, records: int, dead: Mapping[str, int]) -> None:
    """Count a committed batch, and what of it could not be read or folded."""
    BATCH_SIZE.labels(topic).observe(records)
    for reason, number in dead.items():
        DEAD_LETTERS.labels(topic, reason).inc(number)


def settled(outcomes: Iterable[FoldOutcome], messages: Mapping[str, int]) -> None:
    """Count what was judged, and is committed."""
    now = time.time() * 1000
    for role, number in messages.items():
        MESSAGES.labels(role).inc(number)
    for outcome in outcomes:
        match outcome:
            case EscalationStep():
                ESCALATION_SECONDS.observe(max(0.0, (now - outcome.at) / 1000))
            case ChatStatus():
                if outcome.language_unsupported:
                    UNSUPPORTED.inc()
            case ChatGone():
                pass


def forget_partition(partition: int) -> None:
    """Take the conversations of a partition that another worker has now out of this worker's gauges."""
    for gauge in (OPEN_CONVERSATIONS, QUARANTINED, CLOCK_DELAY):
        gauge.remove(partition)


def forget_inputs(topics: Iterable[str], partition: int) -> None:
    """Forget how far the inputs of a partition are that another worker reads now."""
    for topic in topics:
        LAG.remove(topic, partition)
        POSITION.remove(topic, partition)
