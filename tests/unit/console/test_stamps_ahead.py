"""Records whose producer's clock is ahead (docs/decisions/013-time-stamps-ahead.md)."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Literal

from pipeline.console.clock import Clock
from pipeline.console.explainer import Explained, Explainer
from pipeline.console.intake import Intake
from pipeline.console.practice import Practice
from pipeline.console.reading import Record
from pipeline.console.store import Store
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from tests.simulated import DONE, EMPATHY, PROBLEM, START, message

NOW = int(START.timestamp() * 1_000)
HOUR, DAY = 3_600_000, 86_400_000
SOON = timedelta(seconds=10)


def clock(kind: Literal["wall", "log"] = "wall") -> Clock:
    return Clock(kind, wall=lambda: NOW / 1_000)


def record(number: int, role: str, text: str, at: datetime, chat: str = "c-1") -> Record:
    """A message as its producer stamps it: with its own time."""
    stamp = int(at.timestamp() * 1_000)
    value = json.dumps(message(chat, number, at, role, text) | {"team": "emea"}).encode()
    return Record("t", 0, number, stamp, chat.encode(), value)


def exchange(start: datetime, chat: str) -> list[Record]:
    lines = (("customer", PROBLEM), ("agent", EMPATHY), ("customer", PROBLEM))
    return [record(n, role, text, start + n * SOON, chat) for n, (role, text) in enumerate(lines)]


def explained(kind: Literal["wall", "log"]) -> Explained:
    """A customer's problem now, and an agent's reply whose stamp is an hour ahead."""
    time = clock(kind)
    store = Store(time)
    ahead = [record(0, "customer", PROBLEM, START), record(1, "agent", DONE, START + timedelta(hours=1))]
    Intake(store, time).events(ahead)
    chat = store.chat("c-1")
    assert chat is not None
    return asyncio.run(Explainer(Rules(), time, Reader().read_all).explain(chat))


def test_a_reply_an_hour_ahead_is_explained_as_it_was_judged() -> None:
    (_, problem), (_, reply) = explained("wall").entries
    assert (problem.before, problem.steps) == ((), ())
    assert (reply.event.at, reply.before) == (NOW + 60_000, ())


def test_where_the_log_counts_its_stamps_are_believed() -> None:
    _, (_, reply) = explained("log").entries
    assert reply.event.at == NOW + HOUR
    assert [step.reason for step in reply.before] == ["unanswered"]


def test_one_record_days_ahead_leaves_what_was_counted() -> None:
    practice = Practice(Rules(), Reader().read_all, clock())
    practice.take(exchange(START - timedelta(hours=1), "c-1"))
    practice.take(exchange(START + timedelta(days=30), "c-2"))
    counted = practice.cells()
    assert sum(number for _, number in counted) == 2
    assert max(cell.hour for cell, _ in counted) <= (NOW + 60_000) // HOUR


def test_an_erase_days_ahead_does_not_keep_out_what_is_written_meanwhile() -> None:
    time = Clock("wall", wall=lambda: seconds[0])
    seconds = [NOW / 1_000]
    store = Store(time)
    intake = Intake(store, time)
    gone = {"type": "erase", "id": "e", "conversation_id": "c-1", "at": "2026-04-02T09:00:00Z"}
    intake.events([Record("t", 0, 0, NOW + 31 * DAY, b"c-1", json.dumps(gone).encode())])
    seconds[0] += 60
    intake.events([record(1, "customer", PROBLEM, START + timedelta(seconds=60))])
    assert store.chat("c-1") is not None
