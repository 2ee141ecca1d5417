"""Verdicts become labelled lines."""

import json

from pipeline.cli.feedback import Judged, Read, labelled, line, masked, verdicts
from pipeline.domain.cues import NOTHING_READ
from pipeline.domain.events import Erase, Event, Feedback, Message, Verdict
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.learning.labelled import Judge
from tests.simulated import AGAIN, EMPATHY, PROBLEM, START, message
from tests.unit.console.told import step


def given(verdict: Verdict, at: int, escalation: str = "e-1", chat: str = "c-1") -> Event:
    return Feedback(
        id=f"f-{at}", conversation_id=chat, at=at, role="supervisor", escalation_id=escalation, verdict=verdict
    )


def counted(*events: Event, since: int | None = None, until: int | None = None) -> dict[tuple[str, str], Judged]:
    return verdicts(events, since, until)


def erased(at: int) -> Event:
    return Erase(id=f"x-{at}", conversation_id="c-1", at=at, role="system")


def said(text: str, at: int) -> Event:
    return Message(id=f"m-{at}", conversation_id="c-1", at=at, role="customer", text=text, reading=NOTHING_READ)


def log(*events: Event) -> list[Read]:
    """Events in the records that carry them; a copy of an erase lies in another partition, too."""
    return [
        Read(number, json.dumps({"text": event.text} if isinstance(event, Message) else {}).encode(), event)
        for event in events
        for number in ((0, 1) if isinstance(event, Erase) else (0,))
    ]


ESCALATION = step().escalation_id
JUDGED = {("c-1", ESCALATION): Judged("resolved", 9)}


def test_the_last_verdict_counts_and_to_acknowledge_is_none() -> None:
    assert counted(given("acknowledged", 1)) == {}
    found = counted(given("acknowledged", 1), given("false_alarm", 2), given("acknowledged", 3))
    assert found == {("c-1", "e-1"): Judged("false_alarm", 2)}
    assert counted(given("resolved", 1), given("false_alarm", 2))["c-1", "e-1"].verdict == "false_alarm"


def test_times_choose_among_the_verdicts() -> None:
    assert set(counted(given("resolved", 1, "a"), given("resolved", 5, "b"), given("resolved", 9, "c"), since=5, until=9)) == {("c-1", "b")}  # fmt: skip  # noqa: E501


def test_what_is_erased_is_left_out() -> None:
    told = log(said("secret", 1), given("resolved", 3, ESCALATION), erased(5))
    assert list(labelled([step(at=2)], JUDGED, told)) == []


def test_an_erased_text_does_not_come_back_with_a_verdict_given_later() -> None:
    told = log(said("secret", 1), erased(5), given("resolved", 6, ESCALATION))
    assert list(labelled([step(at=2)], JUDGED, told)) == []


def test_of_a_conversation_that_began_anew_only_what_followed_is_exported() -> None:
    told = log(said("secret", 1), erased(5), said("redelivered", 4), said("new", 7), given("resolved", 9, ESCALATION))
    (found,) = labelled([step(at=8)], JUDGED, told)
    assert [event.get("text") for event in found["events"]] == ["new", None]
    assert list(labelled([step(at=3)], JUDGED, told)) == [], "that one was opened before"


def test_an_erase_with_an_early_time_of_its_own_spares_nothing() -> None:
    told = log(said("secret", 3), erased(1))
    assert list(labelled([step(at=3)], JUDGED, told)) == []


def test_the_copy_of_an_erase_in_another_partition_may_be_read_later() -> None:
    own, *copies = log(erased(5))
    told = [*log(said("secret", 1)), own, *log(said("new", 7)), *copies, *log(said("newer", 8))]
    (found,) = labelled([step(at=8)], JUDGED, told)
    assert [event["text"] for event in found["events"]] == ["new", "newer"]


def test_a_verdict_counts_in_its_own_conversation_only() -> None:
    judged = counted(given("resolved", 4, ESCALATION), given("false_alarm", 5, ESCALATION, "c-2"))
    (found,) = labelled([step(at=2)], judged, log(said("hello", 1)))
    assert found["verdict"] == "resolved"


def test_an_event_keeps_what_judging_needs_and_no_secret() -> None:
    told = message("c", 1, START, "customer", "card 4111 1111 1111 1111, my order never came")
    told["author"]["name"] = "Ada"
    kept = masked(told | {"internal_note": "VIP"})
    assert "4111" not in json.dumps(kept)
    assert kept["author"] == {"role": "customer", "id": "u-1"}
    assert "internal_note" not in kept
    assert "my order never came" in kept["text"]


def test_eval_reads_a_line() -> None:
    lines = (("customer", PROBLEM), ("agent", EMPATHY), ("customer", "and?"), ("agent", AGAIN))
    told = [
        masked(message("c-1", number, START.replace(second=number * 10), role, text))
        for number, (role, text) in enumerate(lines)
    ]
    labels = line(step(score=0.4), Judged("false_alarm", 9), told)
    ((label, judged),) = Judge(Reader(), Rules()).judged(json.dumps(labels).encode(), 1)
    assert (label, judged.truth, judged.decided) == ("escalation", False, True)
