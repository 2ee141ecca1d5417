"""The demo's chats: forty, in order, and each shows what it was written to show."""

import json
from collections import Counter
from typing import get_args

import pytest

from pipeline.cli.demo_chats import BEGINNING, DemoChat, chats, events
from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.domain.events import Event
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets
from pipeline.wire.times import to_ms

FIRST_ESCALATION_WITHIN_S = 200
LASTS_AT_MOST_S = 23 * 60
LONG_AFTER_MS = 40 * 86_400_000


@pytest.fixture(scope="module")
def decoded() -> list[Event]:
    decoder = Decoder(Reader(secrets).read_all)
    return [decoder.event(json.dumps(event).encode()) for event in events()]


@pytest.fixture(scope="module")
def steps(decoded: list[Event]) -> list[EscalationStep]:
    """What is escalated while the demo plays, and after it until nothing is due."""
    partition = Partition(Rules())
    found = [outcome for event in decoded for outcome in partition.fold(event)]
    found += partition.advance(partition.clock + LONG_AFTER_MS)
    return [outcome for outcome in found if isinstance(outcome, EscalationStep)]


def seconds(at: int) -> float:
    return (at - to_ms(BEGINNING)) / 1_000


def test_there_are_forty_chats_and_every_event_of_them_is_one_of_the_input_topic(decoded: list[Event]) -> None:
    assert len(chats()) == 40
    assert len(decoded) == sum(len(chat.lines) for chat in chats())


def test_events_come_in_the_order_of_time_and_end_in_time(decoded: list[Event]) -> None:
    times = [event.at for event in decoded]
    assert times == sorted(times)
    assert seconds(times[0]) == 0
    assert seconds(times[-1]) <= LASTS_AT_MOST_S


def test_no_two_events_have_the_same_id() -> None:
    ids = Counter(event["id"] for event in events())
    assert max(ids.values()) == 1


def test_first_and_status_events_say_team_and_queue() -> None:
    seen = set()
    for event in events():
        if event["conversation_id"] not in seen or event["type"] == "status":
            assert {"team", "queue"} <= event.keys()
        seen.add(event["conversation_id"])


def test_first_escalation_comes_soon(steps: list[EscalationStep]) -> None:
    assert seconds(min(s.at for s in steps if s.type == "opened")) <= FIRST_ESCALATION_WITHIN_S


def test_every_reason_is_escalated_more_than_once(steps: list[EscalationStep]) -> None:
    opened = Counter(s.reason for s in steps if s.type == "opened")
    assert set(opened) == set(get_args(Reason))
    assert min(opened.values()) > 1


def test_a_threat_raises_what_is_open(steps: list[EscalationStep]) -> None:
    assert any(s.type == "raised" and s.evidence[-1].cue.startswith("threat.") for s in steps)


def test_a_chat_in_another_language_is_among_them() -> None:
    assert any(event.get("language") == "de" for event in events())


@pytest.mark.parametrize("chat", [c for c in chats() if c.quiet], ids=lambda chat: chat.id)
def test_quiet_chat_stays_quiet(chat: DemoChat, steps: list[EscalationStep]) -> None:
    assert not chat.shows
    assert [(s.type, s.reason) for s in steps if s.conversation_id == chat.id] == []


@pytest.mark.parametrize("chat", [c for c in chats() if not c.quiet], ids=lambda chat: chat.id)
def test_chat_shows_what_it_was_written_to_show(
    chat: DemoChat, steps: list[EscalationStep], decoded: list[Event]
) -> None:
    mine = [s for s in steps if s.conversation_id == chat.id and s.at <= decoded[-1].at]
    ends = {s.reason: s.why for s in mine if s.type == "withdrawn"}
    told = {" ".join(filter(None, (s.reason, ends.get(s.reason)))) for s in mine if s.type == "opened"}
    assert told == set(chat.shows)
