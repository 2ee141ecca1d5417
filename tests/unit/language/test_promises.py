"""When promises fall due."""

import pytest

from pipeline.domain.cues import Deadline, PromiseKind
from pipeline.language.promises import deadline

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def seconds(amount: int) -> Deadline:
    return Deadline("seconds", amount)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("I'll do it right now", seconds(180)),
        ("one moment please", seconds(180)),
        ("just a sec", seconds(180)),
        ("gimme just one sec", seconds(180)),
        ("I'll sort that straight away", seconds(180)),
        ("I'm on it this minute", seconds(180)),
        ("two ticks", seconds(180)),
        ("I'll send it shortly", seconds(600)),
        ("you'll have it soon", seconds(600)),
        ("back to you in a bit", seconds(600)),
        ("I'll have it done asap", seconds(600)),
    ],
)
def test_words_for_soon_have_their_own_times(words: str, due: Deadline) -> None:
    assert deadline(words, "action") == due


@pytest.mark.parametrize(
    "words",
    [
        "we'll write to you as soon as we can",
        "a colleague will answer as soon as one is free",
        "we'll come back to you as soon as the backlog allows",
    ],
)
def test_an_answer_as_soon_as_it_can_be_has_a_day(words: str) -> None:
    assert deadline(words, "answer") == seconds(DAY)


def test_a_deed_as_soon_as_it_can_be_is_soon_and_a_time_beside_it_counts() -> None:
    assert deadline("I'll fix it as soon as I can", "action") == seconds(600)
    assert deadline("I'll text you as soon as I know, within the hour", "answer") == seconds(HOUR)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("I'll have it fixed within 10 minutes", seconds(600)),
        ("in 5 mins", seconds(300)),
        ("give me ten minutes", seconds(600)),
        ("Five minutes tops and you'll have another room", seconds(300)),
        ("in a few minutes", seconds(300)),
        ("half an hour", seconds(1_800)),
        ("in a quarter of an hour", seconds(900)),
        ("you'll have a code inside a quarter of an hour", seconds(900)),
        ("an hour and a half", seconds(5_400)),
        ("within the half hour", seconds(1_800)),
        ("I'll be back in five", seconds(300)),
        ("give me 15 and it'll be fixed", seconds(900)),
        ("within the hour", seconds(HOUR)),
        ("it will take about an hour", seconds(HOUR)),
        ("2-3 hours", seconds(3 * HOUR)),
        ("two or three hours", seconds(3 * HOUR)),
        ("24-48 hours", seconds(2 * DAY)),
        ("within 24hrs", seconds(DAY)),
        ("a few hours", seconds(3 * HOUR)),
        ("a couple of days", seconds(2 * DAY)),
        ("3-5 days", seconds(5 * DAY)),
        ("in two weeks", seconds(14 * DAY)),
        ("within 3 business days", Deadline("business_days", 3)),
        ("three to five working days", Deadline("business_days", 5)),
        ("the next business day", Deadline("business_days", 1)),
    ],
)
def test_a_length_of_time_is_taken_at_its_later_end(words: str, due: Deadline) -> None:
    assert deadline(words, "action") == due


@pytest.mark.parametrize("words", ["two minutes", "1 minute", "30 seconds", "a couple of minutes"])
def test_no_promise_falls_due_before_a_moment_has_passed(words: str) -> None:
    assert deadline(words, "answer") == seconds(180)


def test_a_number_wins_over_shortly() -> None:
    assert deadline("I'll get back to you shortly, in 20 minutes", "answer") == seconds(1_200)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("later today", Deadline("day_end", 0)),
        ("someone will call you this afternoon", Deadline("day_end", 0)),
        ("by end of day", Deadline("day_end", 0)),
        ("you'll have it by close of business", Deadline("day_end", 0)),
        ("tonight", Deadline("day_end", 0, clock=1_440)),
        ("it'll be with you tomorrow", Deadline("day_end", 1)),
        ("tomorrow by noon", Deadline("day_end", 1, clock=720)),
        ("you'll have your refund by Friday", Deadline("weekday", 4)),
        ("on monday morning", Deadline("weekday", 0, clock=720)),
        ("by end of this week", Deadline("weekday", 4)),
        ("I'll ring you Wednesday afternoon", Deadline("weekday", 2)),
        ("next week", Deadline("weekday", 11)),
        ("you'll hear from us by noon", Deadline("clock_time", 720)),
        ("by 5pm", Deadline("clock_time", 1_020)),
        ("before 17:30", Deadline("clock_time", 1_050)),
        ("by 9 am", Deadline("clock_time", 540)),
        ("by five past", seconds(600)),
    ],
)
def test_days_and_clock_times_are_left_to_the_fold(words: str, due: Deadline) -> None:
    assert deadline(words, "action") == due


@pytest.mark.parametrize(("kind", "due"), [("check", 300), ("answer", 24 * HOUR), ("action", 600)])
def test_without_a_time_the_kind_decides(kind: PromiseKind, due: int) -> None:
    assert deadline("I'll see to that", kind) == seconds(due)


@pytest.mark.parametrize(
    "words",
    [
        "I'll refund the order you placed 3 days ago",
        "I'll add 2 months of free cover",
        "you have been waiting for 40 minutes so I'll cancel it",
        "I'll move you to the 18:40",
        "I'll put you on Friday's flight",
        "I'll reduce it by 10 euro",
        "I'll refund the last 2 weeks",
    ],
)
def test_times_that_are_not_the_promises_are_left_alone(words: str) -> None:
    assert deadline(words, "action") == seconds(600)
