"""Which agents are nudged, and when: once, in time, and only while it is so."""

import pytest
from msgspec.structs import replace

from pipeline.domain.escalation import ChatStatus
from pipeline.notify import nudges
from pipeline.notify.nudged import nudge_notice
from pipeline.notify.nudges import Key, Nudges
from pipeline.notify.targets import Targets

BEFORE = 60_000
DUE = 1_000_000
WAITS = ChatStatus(
    conversation_id="c-1",
    at=700_000,
    distress=0.7,
    owner="ag-1",
    ball="agent",
    problem_since=600_000,
    gap_since=650_000,
    due_at=DUE,
    missing="the refund",
    at_risk=True,
    open_escalations=(),
    language_unsupported=False,
    team="emea",
    queue="billing",
)
KEY = Key("c-1", DUE)


def seen(*statuses: ChatStatus) -> Nudges:
    found = Nudges(BEFORE)
    for status in statuses:
        found.see(status)
    return found


def told(found: Nudges, now: int) -> list[str]:
    return [status.conversation_id for status in found.turn(now).begin]


def test_an_agent_is_told_once_so_long_before_the_deadline() -> None:
    found = seen(WAITS)
    assert told(found, DUE - BEFORE - 1) == []
    assert told(found, DUE - BEFORE) == ["c-1"]
    assert told(found, DUE - BEFORE) == []
    found.see(replace(WAITS, at=DUE - 10_000, distress=0.8))
    assert told(found, DUE - 1) == []


@pytest.mark.parametrize(
    "status",
    [
        replace(WAITS, ball="customer", due_at=None),
        replace(WAITS, ball="customer"),
        replace(WAITS, owner=None),
        replace(WAITS, at_risk=False),
        replace(WAITS, open_escalations=("e-1",)),
        replace(WAITS, due_at=None),
    ],
    ids=["replied", "the customer's turn", "nobody's", "calm", "escalated", "no deadline"],
)
def test_nobody_is_told_of_what_is_not_so_or_no_longer(status: ChatStatus) -> None:
    assert told(seen(status), DUE - 1) == []
    found = seen(WAITS, status)
    assert told(found, DUE - 1) == []
    assert len(found) == 0
    under_way = seen(WAITS)
    assert told(under_way, DUE - BEFORE) == ["c-1"]
    under_way.see(status)
    assert under_way.turn(DUE - BEFORE + 1).stop == {KEY}


def test_a_chat_that_ended_is_told_of_no_more() -> None:
    found = seen(WAITS)
    found.gone("c-1")
    assert told(found, DUE - 1) == []
    under_way = seen(WAITS)
    under_way.turn(DUE - BEFORE)
    under_way.gone("c-1")
    assert under_way.turn(DUE - BEFORE + 1).stop == {KEY}


def test_a_deadline_that_moved_is_told_at_its_new_time() -> None:
    later = replace(WAITS, due_at=DUE + 100_000)
    found = seen(WAITS, later)
    assert told(found, DUE - 1) == []
    assert found.turn(DUE + 100_000 - BEFORE).begin == [later]
    found = seen(WAITS)
    found.turn(DUE - BEFORE)
    found.see(later)
    turn = found.turn(DUE + 100_000 - BEFORE)
    assert (turn.stop, turn.begin) == ({KEY}, [later])


def test_a_deadline_that_comes_back_is_not_told_twice() -> None:
    found = seen(WAITS)
    assert told(found, DUE - BEFORE) == ["c-1"]
    found.see(replace(WAITS, ball="customer"))
    found.see(WAITS)
    assert told(found, DUE - 1) == []


def test_nothing_is_told_at_the_deadline_or_after_it_and_no_attempt_goes_on() -> None:
    found = seen(WAITS)
    assert told(found, DUE) == []
    assert len(found) == 0
    found = seen(WAITS)
    found.turn(DUE - 1)
    assert found.turn(DUE).stop == {KEY}
    assert len(found) == 0


def test_after_a_restart_the_id_is_the_same_and_of_another_deadline_another() -> None:
    first, again, moved = (
        nudge_notice(status, Targets()).id
        for status in (WAITS, replace(WAITS, at=800_000, distress=0.8), replace(WAITS, due_at=DUE + 1))
    )
    assert first == again != moved


def test_deadlines_that_move_or_come_back_with_every_message_take_no_more_memory() -> None:
    found = Nudges(BEFORE)
    for number in range(10_000):
        found.see(WAITS)
        found.see(replace(WAITS, due_at=DUE + number))
    assert len(found._agenda) < 200
    assert found.turn(DUE + 9_999 - BEFORE).begin == [replace(WAITS, due_at=DUE + 9_999)]


def test_beyond_so_many_chats_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudges, "MOST", 2)
    found = Nudges(BEFORE)
    kept = [found.see(replace(WAITS, conversation_id=f"c-{n}")) for n in range(3)]
    assert kept == [True, True, False]
    assert found.see(replace(WAITS, conversation_id="c-1", due_at=DUE + 1)), "one that is kept may move"
    found.gone("c-0")
    assert found.see(replace(WAITS, conversation_id="c-2"))
