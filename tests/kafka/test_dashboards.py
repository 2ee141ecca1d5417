"""Every query of every panel, on a Prometheus that scraped real workers under simulated chats."""

import json
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from pipeline.domain.floor import Decision
from pipeline.wire.routing import encode_decision
from pipeline.wire.topics import ESCALATIONS, EVENTS
from tests.composition import Composition
from tests.dashboards import Asked, asked
from tests.receiver import SECRET, Receiver
from tests.waiting import until

MAY_BE_EMPTY = {
    ("now", 11): "no alert may fire",
    ("practice", 11): "agents may have been allowed everything so far",
    ("pipeline", 9): "nothing was lost",
    ("pipeline", 7): "nothing was unreadable",
    ("pipeline", 13): "nothing was unreadable",
}
"""Panels, and why they may show nothing under simulated chats; each says so or shows 0."""
USUAL = "usual1h"
"""Needs a day of data."""


@pytest.fixture(scope="module")
def busy(composition: Composition) -> Iterator[Composition]:
    """Twenty minutes of chats in one, seniors who take what is escalated, and at the end one that nobody takes."""
    with Receiver() as desk, Receiver(lambda _one, _times: 500) as broken:
        tell(composition, desk=desk, broken=broken)
        yield played(composition)
        composition.stop("notify")


def tell(composition: Composition, **receivers: Receiver) -> None:
    """Start notify, and have its targets told of somebody."""
    text = "".join(
        f'[[webhook]]\nname = "{name}"\nurl = "{receiver.url}"\nsecret = "{SECRET}"\n'
        for name, receiver in receivers.items()
    )
    (composition.place("./deploy/notify") / "targets.toml").write_text(text)
    composition.start("notify")
    until(lambda: has_data(composition, "sum(makegood_deliveries_total)"), what="the scrape of zeros")
    producer = KafkaProducer(bootstrap_servers=composition.here("kafka:19092", "notify"), acks="all")
    at = time.time_ns() // 1_000_000
    record = encode_decision(
        Decision(type="grouped", at=at, why="many_at_once", rules_version="r", team="emea", waiting=40)
    )
    producer.send(record.topic, key=record.key, value=record.value, headers=record.headers, partition=0)
    producer.close()
    until(lambda: all(receiver.ids() for receiver in receivers.values()), what="deliveries")


def played(composition: Composition) -> Composition:
    """The chats, as far as the panels need them."""
    composition.run(
        "busy", composition.ours("simulate", "--speed", "25", "--rounds", "1"), composition.told("simulator")
    )
    awaited = [
        'sum(makegood_escalation_verdicts_total{verdict="false_alarm"}) > 2',
        *(
            f"sum(increase(makegood_{ended}[1h])) > 0"
            for ended in ("promises_total", "routing_act_seconds_count", "routing_acknowledge_seconds_count")
        ),
    ]
    with closing(Seniors(composition.here("kafka:19092", "simulator"))) as seniors:

        def seen(expr: str) -> bool:
            seniors.work()
            return has_data(composition, expr)

        # They go on until all has been seen: what came before the first scrape of a series has to come again.
        for expr in awaited:
            until(partial(seen, expr), what=expr)
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


class Seniors:
    """Give a verdict on each escalation that is opened; every third is a false alarm."""

    def __init__(self, address: str) -> None:
        self._producer = KafkaProducer(bootstrap_servers=address, enable_idempotence=False, acks="all")
        self._consumer = KafkaConsumer(bootstrap_servers=address, isolation_level="read_committed")
        numbers = self._consumer.partitions_for_topic(ESCALATIONS.name)
        places = [TopicPartition(ESCALATIONS.name, number) for number in numbers]
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)
        self._given = 0

    def close(self) -> None:
        self._producer.close()
        self._consumer.close()

    def work(self) -> None:
        """Read on for a moment and answer: the chats go on meanwhile, so there is no end to read up to."""
        for records in self._consumer.poll(timeout_ms=200).values():
            for record in records:
                step = json.loads(record.value)
                if step["type"] == "opened":
                    self._answer(record.partition, step)
        self._producer.flush()

    def _answer(self, partition: int, step: Mapping[str, str]) -> None:
        self._given += 1
        verdict = {
            "type": "feedback",
            "id": f"verdict-{step['escalation_id']}",
            "conversation_id": step["conversation_id"],
            "at": step["at"],
            "author": {"role": "supervisor", "id": "su-1"},
            "escalation_id": step["escalation_id"],
            "verdict": "acknowledged" if self._given % 3 else "false_alarm",
        }
        key = step["conversation_id"].encode()
        self._producer.send(EVENTS.name, key=key, value=json.dumps(verdict).encode(), partition=partition)


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
    until(lambda: has_data(busy, query.filled_in), what=query.filled_in)


def test_no_excuse_is_left_over() -> None:
    assert set(MAY_BE_EMPTY) <= {(query.dashboard, query.panel) for query in asked()}
