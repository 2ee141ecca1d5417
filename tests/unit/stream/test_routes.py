"""The routing fold as a ledger keeps it."""

import asyncio
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY

from pipeline.domain import routing
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.floor import Presence
from pipeline.domain.rules import Rules
from pipeline.ops.settings import Settings
from pipeline.stream import worker
from pipeline.stream.clock import LiveClock
from pipeline.stream.routes import Routes
from pipeline.wire.codec import Decoder, unread
from pipeline.wire.outbound import encode_outcome
from pipeline.wire.routing import encode_event, encode_for_routing
from pipeline.wire.topics import ASSIGNMENTS, DLQ
from tests.floors import BEGIN, escalation

MINUTE = 60_000


def records(*events: EscalationStep | Presence, stamp: int | None = None) -> Iterator[ConsumerRecord]:
    for offset, event in enumerate(events):
        told = (
            encode_for_routing(encode_outcome(event), 0) if isinstance(event, EscalationStep) else encode_event(event)
        )
        at = event.at if stamp is None else stamp
        yield ConsumerRecord(told.topic, 0, offset, at, 0, told.key, told.value, None, 1, 2, tuple(told.headers))


def test_what_was_due_before_a_record_that_cannot_be_folded_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    def escalated(draft: object, step: EscalationStep) -> None:
        if step.conversation_id == "broken":
            raise ZeroDivisionError
        whole(draft, step)

    whole = vars(routing)["escalated"]
    monkeypatch.setattr(routing, "escalated", escalated)
    routes = Routes(Rules(), "chat.events.v1")
    folded = asyncio.run(routes.fold(records(escalation("waits"), escalation("broken", at=BEGIN + 5 * MINUTE)), {}))
    assert [(one.conversation_id, one.type) for one in folded.decisions] == [("waits", "overdue")]
    assert [record.topic for record in folded.records] == [ASSIGNMENTS.name, DLQ.name]
    assert folded.dead == {"fold_failed": 1}


def test_a_deadline_that_raises_is_counted_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def expired(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(routing, "_expired", expired)
    routes = Routes(Rules(), "chat.events.v1")
    asyncio.run(routes.fold(records(escalation("waits")), {}))
    folded = routes.advance(BEGIN + 5 * MINUTE)
    routes.commit()
    routes.count(0, folded)
    assert folded.decisions == []
    assert routes.next_due() is None
    assert REGISTRY.get_sample_value("makegood_quarantined", {"partition": "routing"}) == 1
    routes.forget(0)
    assert REGISTRY.get_sample_value("makegood_quarantined", {"partition": "routing"}) is None


AHEAD = Presence(at=BEGIN + 24 * 60 * MINUTE, senior_id="of-tomorrow", present=True)


@pytest.mark.parametrize("stamp", [AHEAD.at, -1])
def test_where_real_time_counts_a_record_stamped_ahead_makes_nobody_late(stamp: int) -> None:
    routes = Routes(Rules(), "chat.events.v1", now=lambda: BEGIN)
    asyncio.run(routes.fold(records(escalation("waits")), {}))
    folded = asyncio.run(routes.fold(records(AHEAD, stamp=stamp), {}))
    assert folded.decisions == []
    assert routes.clock == BEGIN + MINUTE


def test_where_the_log_counts_its_time_stamps_are_believed() -> None:
    routes = Routes(Rules(), "chat.events.v1")
    asyncio.run(routes.fold(records(escalation("waits"), AHEAD), {}))
    assert routes.clock == AHEAD.at


@pytest.mark.parametrize(("clock", "comes_to"), [("wall", BEGIN), ("log", AHEAD.at)])
def test_a_worker_holds_routing_to_real_time_where_that_counts(
    monkeypatch: pytest.MonkeyPatch, clock: Literal["wall", "log"], comes_to: int
) -> None:
    monkeypatch.setattr(LiveClock, "latest", lambda _: BEGIN - MINUTE)
    settings = Settings(delivery="ordered", clock=clock)
    routing_worker = worker.Worker(settings, Rules(), Decoder(unread))
    monkeypatch.setattr(routing_worker, "_deliver", lambda *_: None)
    monkeypatch.setattr(routing_worker, "_ledger", lambda _number, _delivery, account: account)
    routes: Any = routing_worker._routes(0)
    asyncio.run(routes.fold(records(AHEAD), {}))
    assert routes.clock == comes_to
