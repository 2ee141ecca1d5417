"""Every query of every panel, on a Prometheus that scraped real workers under simulated chats."""

import json
import math
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from pipeline.wire.topics import ESCALATIONS, EVENTS
from tests.composition import Composition
from tests.dashboards import Asked, asked
from tests.waiting import until

MAY_BE_EMPTY = {
    ("floor", 10): "simulated chats bring no seniors who acknowledge",
    (
        "floor",
        11,
    ): "each reason and team may have had one conversation that ended, and increase() misses a series' first",
    ("floor", 13): "nobody is asked, and increase() misses the first that waited too long",
    ("now", 11): "no alert may fire",
    ("now", 12): "each team may have acknowledged one escalation only, and increase() misses a series' first",
    ("practice", 11): "agents may have been allowed everything so far",
    ("pipeline", 9): "nothing was lost",
    ("pipeline", 7): "nothing was unreadable",
    ("pipeline", 13): "nothing was unreadable",
}
"""Panels, and why they may show nothing under simulated chats; each says so or shows 0."""
USUAL = "usual1h"
"""Needs a day of data."""


@pytest.fixture(scope="module")
def busy(composition: Composition) -> Composition:
    """Twenty minutes of chats in one, seniors who take what is escalated, and at the end one that nobody takes."""
    composition.run(
        "busy", composition.ours("simulate", "--speed", "25", "--rounds", "1"), composition.told("simulator")
    )
    counted = 'sum(makegood_escalation_verdicts_total{verdict="false_alarm"}) > 2'
    until(lambda: give_verdicts(composition) and has_data(composition, counted), 120, "verdicts")
    until(lambda: has_data(composition, "sum(increase(makegood_promises_total[5m])) > 0"), what="promises that end")
    leave_one_alone(composition)
    return composition


def leave_one_alone(composition: Composition) -> None:
    """A critical escalation that stays open: the simulated chats may all be over, or taken, before the last query."""
    message = {
        "id": "m-1",
        "conversation_id": "left-alone",
        "at": datetime.now(UTC).isoformat(),
        "author": {"role": "customer", "id": "u-1"},
        "text": "I can't go on like this, I want to end my life.",
        "team": "emea",
        "queue": "billing",
    }
    producer = KafkaProducer(bootstrap_servers=composition.here("kafka:19092", "simulator"), acks="all")
    producer.send(EVENTS.name, key=b"left-alone", value=json.dumps(message).encode())
    producer.close()
    untaken = 'sum(makegood_escalations_open{acknowledged="no",severity="critical"}) > 0'
    until(lambda: has_data(composition, untaken), what="an escalation that nobody has taken")


def give_verdicts(composition: Composition) -> int:
    """A verdict on each escalation that is opened; their number."""
    address = composition.here("kafka:19092", "simulator")
    consumer = KafkaConsumer(bootstrap_servers=address, isolation_level="read_committed", consumer_timeout_ms=1_000)
    places = [TopicPartition(ESCALATIONS.name, number) for number in consumer.partitions_for_topic(ESCALATIONS.name)]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    opened = [(record.partition, json.loads(record.value)) for record in consumer]
    consumer.close()
    producer = KafkaProducer(bootstrap_servers=address, enable_idempotence=False, acks="all")
    told = [(partition, step) for partition, step in opened if step["type"] == "opened"]
    for number, (partition, step) in enumerate(told):
        verdict = {
            "type": "feedback",
            "id": f"verdict-{step['escalation_id']}",
            "conversation_id": step["conversation_id"],
            "at": step["at"],
            "author": {"role": "supervisor", "id": "su-1"},
            "escalation_id": step["escalation_id"],
            "verdict": "false_alarm" if number % 3 == 2 else "acknowledged",
        }
        producer.send(
            EVENTS.name, key=step["conversation_id"].encode(), value=json.dumps(verdict).encode(), partition=partition
        )
    producer.flush()
    producer.close()
    return len(told)


def values(composition: Composition, expr: str) -> list[float]:
    """What Prometheus says now."""
    told = json.loads(composition.get("prometheus", 9090, f"/api/v1/query?{urlencode({'query': expr})}"))
    return [float(series["value"][1]) for series in told["data"]["result"]]


def has_data(composition: Composition, expr: str) -> bool:
    """Whether there is a number."""
    return any(math.isfinite(value) for value in values(composition, expr))


@pytest.mark.parametrize("query", list(asked()), ids=lambda query: f"{query.dashboard}-{query.panel}-{query.title}")
def test_the_query_of_a_panel_returns_data(busy: Composition, query: Asked) -> None:
    if USUAL in query.expr or (query.dashboard, query.panel) in MAY_BE_EMPTY:
        values(busy, query.filled_in)  # it is understood
        return
    until(lambda: has_data(busy, query.filled_in), 30, query.filled_in)


def test_no_excuse_is_left_over() -> None:
    assert set(MAY_BE_EMPTY) <= {(query.dashboard, query.panel) for query in asked()}
