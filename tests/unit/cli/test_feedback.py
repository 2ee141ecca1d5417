"""Verdicts become labelled lines."""

import json

from pipeline.cli.feedback import Judged, line, masked, verdicts
from pipeline.domain.events import Erase, Event, Feedback, Verdict
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.learning.labelled import Judge
from tests.simulated import AGAIN, EMPATHY, PROBLEM, START, message
from tests.unit.console.told import step


def given(verdict: Verdict, at: int, escalation: str = "e-1", chat: str = "c-1") -> Event:
    return Feedback(
        id=f"f-{at}", conversation_id=chat, at=at, role="supervisor", escalation_id=escalation, verdict=verdict
    )


def counted(*events: Event, since: int | None = None, until: int | None = None) -> dict[str, Judged]:
    return verdicts(((None, event) for event in events), since, until)


def test_the_last_verdict_counts_but_an_acknowledgement_takes_none_back() -> None:
    found = counted(given("acknowledged", 1), given("false_alarm", 2), given("acknowledged", 3))
    assert found == {"e-1": Judged("c-1", "false_alarm", 2)}
    assert counted(given("resolved", 1), given("false_alarm", 2))["e-1"].verdict == "false_alarm"


def test_times_choose_among_the_verdicts() -> None:
    assert set(counted(given("resolved", 1, "a"), given("resolved", 5, "b"), given("resolved", 9, "c"), since=5, until=9)) == {"b"}  # fmt: skip  # noqa: E501


def test_what_is_erased_is_left_out() -> None:
    gone = Erase(id="x", conversation_id="c-1", at=2, role="system")
    assert set(counted(given("resolved", 1), given("resolved", 1, "e-2", "c-2"), gone)) == {"e-2"}


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
    said = [
        masked(message("c-1", number, START.replace(second=number * 10), role, text))
        for number, (role, text) in enumerate(lines)
    ]
    told = line(step(score=0.4), Judged("c-1", "false_alarm", 9), said)
    ((label, judged),) = Judge(Reader(), Rules()).judged(json.dumps(told).encode(), 1)
    assert (label, judged.truth, judged.decided) == ("escalation", False, True)
