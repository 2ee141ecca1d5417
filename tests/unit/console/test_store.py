"""What the console holds, and forgets."""

import pytest

from pipeline.console.clock import Clock
from pipeline.console.store import MOST_EVENTS, Chat, Store, Told
from tests.unit.console.told import status, step


def store(**bounds: int) -> Store:
    return Store(Clock("log"), **bounds)


def held(kept: Store) -> list[str]:
    return [chat.id for chat in kept]


def test_the_steps_of_an_escalation_are_put_together() -> None:
    kept = store()
    kept.step(0, step(missing="the refund", since=500), 1)
    kept.step(0, step("raised", severity="critical", missing="the refund", since=500, at=2_000), 2)
    kept.step(0, step("acknowledged", at=3_000), 3)
    chat = kept.chat("c-1")
    assert chat is not None
    (found,) = chat.open()
    assert (found.severity, found.since, found.opened_at, found.acknowledged_at) == ("critical", 500, 1_000, 3_000)
    kept.step(0, step("withdrawn", at=4_000, why="acted"), 4)
    assert not chat.open()
    assert [ended.why for ended in kept.ended] == ["acted"]


def test_a_step_that_comes_twice_counts_once() -> None:
    kept = store()
    for _ in range(2):
        kept.step(0, step(), 1)
        kept.step(0, step("closed", at=2_000, why="ended"), 2)
    assert len(kept.ended) == 1


def test_an_escalation_whose_beginning_is_no_longer_in_the_topic_is_shown_by_what_is_known() -> None:
    kept = store()
    kept.step(0, step("acknowledged"), 1)
    chat = kept.chat("c-1")
    assert chat is not None
    assert [found.reason for found in chat.open()] == ["empathy_without_action"]


def test_what_is_forgotten_does_not_come_back_by_older_records() -> None:
    kept = store()
    kept.event(0, "c-1", Told(0, 10, b"{}"))
    kept.status(0, status(), 11)
    kept.forget("c-1", 20)
    kept.event(0, "c-1", Told(1, 19, b"{}"))
    kept.step(0, step(), 20)
    kept.status(0, status(), 15)
    assert held(kept) == []
    kept.event(0, "c-1", Told(2, 21, b"{}"))
    assert held(kept) == ["c-1"]


def test_a_conversation_that_began_anew_stays_though_its_earlier_end_is_read_later() -> None:
    kept = store()
    kept.event(0, "c-1", Told(0, 10, b"old"))
    kept.step(0, step(reason="unanswered", at=10), 10)
    kept.event(0, "c-1", Told(1, 30, b"new"))
    kept.step(0, step(at=30), 30)
    kept.step(0, step("withdrawn", reason="distress", at=31, why="acted"), 31)
    kept.end("c-1", 20)
    chat = kept.chat("c-1")
    assert chat is not None
    assert [told.value for told in chat.events] == [b"new"]
    assert [found.reason for found in chat.open()] == ["empathy_without_action"]
    assert [found.reason for found in kept.ended] == ["distress"]
    kept.status(0, status(at=50), 50)
    kept.end("c-1", 40)
    chat = kept.chat("c-1")
    assert chat is not None
    assert (chat.status is not None, chat.events, chat.open()) == (True, [], [])
    kept.end("c-1", 60)
    assert held(kept) == []


def test_a_step_that_says_erased_forgets_too() -> None:
    kept = store()
    kept.event(0, "c-1", Told(0, 10, b"{}"))
    kept.step(0, step(), 11)
    kept.step(0, step("closed", why="erased", at=2_000), 12)
    assert held(kept) == []
    assert not kept.ended


def test_an_escalation_that_ended_is_forgotten_with_its_conversation() -> None:
    kept = store()
    kept.step(0, step(), 1)
    kept.step(0, step("closed", why="ended", at=2_000), 2)
    kept.forget("c-1", 3)
    assert not kept.ended


def test_an_event_that_is_read_again_is_held_once() -> None:
    kept = store()
    for offset in (0, 1, 0, 1):
        kept.event(0, "c-1", Told(offset, 10, b"{}"))
    chat = kept.chat("c-1")
    assert chat is not None
    assert [told.offset for told in chat.events] == [0, 1]


def test_an_event_without_a_time_stamp_is_held_where_nothing_was_forgotten() -> None:
    kept = store()
    kept.event(0, "c-1", Told(0, -1, b"{}"))
    assert held(kept) == ["c-1"]


def test_the_longest_untouched_go_first_and_those_at_risk_last() -> None:
    kept = store(most_chats=2)
    kept.step(0, step(chat="risk"), 1)
    for name in ("a", "b", "c"):
        kept.event(0, name, Told(0, 10, b"{}"))
    assert held(kept) == ["risk", "c"]


def test_where_all_are_at_risk_a_new_one_takes_the_place_of_the_longest_untouched() -> None:
    kept = store(most_chats=2)
    for number, name in enumerate(("a", "b", "c")):
        kept.status(0, status(name), number)
    kept.step(0, step(chat="d"), 4)
    assert held(kept) == ["c", "d"]
    assert all(chat.at_risk for chat in kept)


def test_who_is_no_longer_at_risk_goes_before_those_who_are() -> None:
    kept = store(most_chats=2)
    kept.status(0, status("calmed"), 1)
    kept.status(0, status("risk"), 2)
    kept.status(0, status("calmed", at_risk=False), 3)
    kept.status(0, status("new"), 4)
    assert held(kept) == ["risk", "new"]
    kept.step(0, step(chat="newer"), 5)
    assert held(kept) == ["new", "newer"]


def test_those_at_risk_are_known_whatever_becomes_of_them() -> None:
    kept = store(most_chats=4)
    for name in ("calmed", "ended", "gone", "stays"):
        kept.step(0, step(chat=name), 1)
    kept.event(0, "calm", Told(0, 10, b"{}"))
    kept.step(0, step("withdrawn", "ended", at=2_000, why="acted"), 2)
    kept.forget("gone", 3)
    kept.status(0, status("watched"), 4)
    kept.status(0, status("watched", at_risk=False), 5)
    assert [chat.id for chat in kept.at_risk] == ["stays"] == [chat.id for chat in kept if chat.at_risk]


class Counted(Chat):
    """A chat that counts how often it is asked whether it is at risk."""

    asked = 0

    @property
    def at_risk(self) -> bool:
        Counted.asked += 1
        return super().at_risk


def test_making_room_looks_at_no_chat_but_the_one_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.console.store.Chat", Counted)
    kept = store(most_chats=1_000)
    for number in range(1_000):
        kept.status(0, status(f"c-{number}"), 1)
    Counted.asked = 0
    for number in range(100):
        kept.status(0, status(f"n-{number}"), 1)
    assert Counted.asked < 1_000


def test_long_conversations_lose_their_beginning_and_say_so() -> None:
    kept = store()
    for offset in range(MOST_EVENTS + 3):
        kept.event(0, "c-1", Told(offset, 10, b"{}"))
    chat = kept.chat("c-1")
    assert chat is not None
    assert (len(chat.events), chat.events[0].offset, chat.cut) == (MOST_EVENTS, 3, True)


def test_bytes_are_bounded_and_chats_at_risk_stay_known() -> None:
    kept = store(most_bytes=1_000)
    kept.status(0, status("first"), 1)
    for number in range(20):
        kept.event(0, "first" if number < 5 else "second", Told(number, 10, b"x" * 100))
    first, second = kept.chat("first"), kept.chat("second")
    assert first is not None
    assert second is not None
    assert first.at_risk
    assert first.cut
    assert sum(len(told.value) for chat in kept for told in chat.events) <= 1_000
