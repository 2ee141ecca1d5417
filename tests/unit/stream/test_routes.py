"""The routing fold as a ledger keeps it."""

import asyncio
from collections.abc import Iterator

import pytest
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY

from pipeline.domain import routing
from pipeline.domain.escalation import EscalationStep
from pipeline.domain.rules import Rules
from pipeline.stream.routes import Routes
from pipeline.wire.routing import encode_for_routing
from pipeline.wire.topics import ASSIGNMENTS, DLQ
from tests.floors import BEGIN, escalation

MINUTE = 60_000


def records(*steps: EscalationStep) -> Iterator[ConsumerRecord]:
    for offset, step in enumerate(steps):
        told = encode_for_routing(step, 0)
        yield ConsumerRecord(told.topic, 0, offset, step.at, 0, told.key, told.value, None, 1, 2, tuple(told.headers))


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
