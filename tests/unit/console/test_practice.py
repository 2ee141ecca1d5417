"""How teams answer problems, counted and drawn."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from pipeline.console.clock import Clock
from pipeline.console.practice import Practice
from pipeline.console.quadrant import BOTTOM, FEW, LEFT, RIGHT, TOP, quadrant
from pipeline.console.reading import Record
from pipeline.console.store import Store
from pipeline.console.tallies import HOUR_MS, MOST_HOURS, Share, by_rule, shares, together
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from tests.simulated import AGAIN, DONE, EMPATHY, PROBLEM, START, message
from tests.unit.console.told import step


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def records(*lines: tuple[str, str], team: str = "emea") -> list[Record]:
    """A chat of lines (role, text), a minute between."""
    told: list[Mapping[str, Any]] = []
    for number, (role, text) in enumerate(lines):
        at = START + timedelta(minutes=number)
        told.append(message(f"{team}-0", number, at, role, text) | {"team": team})
    return [Record("t", 0, n, -1, f"{team}-0".encode(), json.dumps(one).encode()) for n, one in enumerate(told)]


def test_replies_of_the_input_are_counted_by_team_and_agent(reader: Reader) -> None:
    practice = Practice(Rules(), reader.read_all, Clock("log"))
    emea = (("customer", PROBLEM), ("agent", EMPATHY), ("customer", PROBLEM), ("agent", DONE), ("customer", "thanks"))
    amer = (("customer", PROBLEM), ("agent", EMPATHY), ("customer", PROBLEM), ("agent", AGAIN), ("customer", PROBLEM))
    practice.take(records(*emea, team="emea"))
    practice.take([*records(*amer, team="amer"), Record("t", 0, 9, -1, b"x", b"no event")])
    found = {share.name: share.counts for share in shares(practice.cells(), "team")}
    assert found == {"emea": (0, 1, 1, 0), "amer": (0, 2, 0, 0)}
    assert [share.name for share in shares(practice.cells(), "agent")] == ["ag-1"]


def test_shares_are_of_the_replies() -> None:
    share = Share("a", (1, 2, 3, 4))
    assert (share.replies, share.empathy, share.action) == (10, 0.3, 0.4)
    assert together([share, share]).counts == (2, 4, 6, 8)
    assert together([]).replies == 0


@pytest.mark.parametrize("counts", [(0, 0, 0, 9), (9, 0, 0, 0), (0, 0, 9, 0), (1, 5, 50, 2)])
def test_every_dot_stands_inside_the_frame(counts: tuple[int, ...]) -> None:
    some = [Share("a", counts), Share("b", (30, 20, 10, 5))]
    picture = quadrant(some, together(some))
    for dot in picture.dots:
        assert dot.x - dot.r >= LEFT
        assert dot.x + dot.r <= RIGHT
        assert dot.y - dot.r >= TOP
        assert dot.y + dot.r <= BOTTOM


def test_more_empathy_is_higher_and_more_action_further_right() -> None:
    some = [Share("acts", (1, 0, 99, 0)), Share("feels", (1, 99, 0, 0))]
    acts, feels = sorted(quadrant(some, together(some)).dots, key=lambda dot: dot.share.name)
    assert acts.x > feels.x
    assert acts.y > feels.y


def test_a_few_replies_are_told_apart_and_labels_do_not_cover_each_other() -> None:
    some = [Share(f"team-{n}", (n, 5, 5, 0)) for n in (1, 1, 1, FEW)]
    dots = quadrant(some, together(some)).dots
    assert [dot.few for dot in dots] == [False, True, True, True]
    assert len({dot.label_y for dot in dots}) == len(dots)


def test_no_reply_is_no_picture() -> None:
    assert quadrant([], together([])).dots == ()


def test_an_escalation_counts_by_its_last_verdict() -> None:
    kept = Store(Clock("log"))
    for chat in ("a", "b", "c", "d"):
        kept.step(0, step(chat=chat), 1)
    for chat in ("a", "b", "c"):
        kept.step(0, step("acknowledged", chat, at=2_000), 2)
    kept.step(0, step("acknowledged", "a", at=3_000), 2)
    kept.step(0, step("closed", "b", why="false_alarm", at=3_000), 3)
    kept.step(0, step("closed", "c", why="resolved", at=3_000), 3)
    kept.step(0, step("withdrawn", "d", why="acted", at=3_000), 3)
    (tally,) = by_rule(kept.rulings.cells())
    assert (tally.opened, tally.acknowledged, tally.resolved, tally.false_alarm) == (4, 1, 1, 1)
    assert tally.precision == 1 / 2


def test_what_nobody_judged_has_no_precision_though_somebody_took_it() -> None:
    kept = Store(Clock("log"))
    kept.step(0, step(), 1)
    kept.step(0, step("acknowledged", at=2_000), 2)
    (tally,) = by_rule(kept.rulings.cells())
    assert tally.acknowledged == 1
    assert tally.precision is None


def test_rulings_are_kept_for_as_long_as_replies() -> None:
    kept = Store(Clock("log"))
    for hour in range(MOST_HOURS + 2):
        kept.step(0, step(chat=f"c-{hour}", at=hour * HOUR_MS), hour)
    assert {cell.hour for cell, _ in kept.rulings.cells()} == set(range(2, MOST_HOURS + 2))


def test_a_verdict_on_what_opened_before_changes_nothing() -> None:
    kept = Store(Clock("log"))
    kept.step(0, step(chat="old", at=0), 1)
    kept.step(0, step("acknowledged", "old", at=1), 2)
    kept.step(0, step(chat="new", at=MOST_HOURS * HOUR_MS), 3)
    before = kept.rulings.cells()
    kept.step(0, step("closed", "old", why="false_alarm", at=MOST_HOURS * HOUR_MS + 1), 4)
    assert kept.rulings.cells() == before
