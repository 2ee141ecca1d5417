"""Who needs a senior first."""

from pipeline.console.clock import Clock
from pipeline.console.floor import FloorStore
from pipeline.console.store import Store
from pipeline.console.wall import Filters, Rows, Wall, telling, wall
from pipeline.domain.escalation import Evidence
from tests.unit.console.told import case, entry, status, step


def shown(kept: Store, filters: Filters | None = None, most: int = 40, floor: FloorStore | None = None) -> Wall:
    return wall(Rows(kept, floor or FloorStore()).all(), kept.ended, filters or Filters(), most)


def names(seen: Wall) -> list[str]:
    return [row.id for row in seen.escalated]


def store() -> Store:
    return Store(Clock("log"))


def test_the_gravest_come_first_then_the_most_urgent_then_the_oldest_and_the_acknowledged_last() -> None:
    kept = store()
    kept.step(0, step(chat="seen", severity="critical"), 1)
    kept.step(0, step("acknowledged", "seen", severity="critical", at=2_000), 2)
    kept.step(0, step(chat="younger", at=3_000, score=0.3), 3)
    kept.step(0, step(chat="older", at=2_000, score=0.3), 4)
    kept.step(0, step(chat="urgent", at=9_000, score=0.9), 4)
    kept.step(0, step(chat="grave", severity="critical", at=5_000), 5)
    kept.step(0, step(chat="mild", severity="info", at=1_000), 6)
    assert names(shown(kept)) == ["grave", "urgent", "older", "younger", "mild", "seen"]


def test_a_chat_stands_once_under_its_gravest_escalation() -> None:
    kept = store()
    kept.step(0, step(reason="unanswered", severity="info"), 1)
    kept.step(0, step(reason="vulnerable", severity="critical", at=2_000, missing="a person"), 2)
    (row,) = shown(kept).escalated
    assert (row.reason, row.missing, row.reasons) == ("vulnerable", "a person", ("vulnerable", "unanswered"))


def test_what_is_not_escalated_is_watched_by_what_falls_due_next() -> None:
    kept = store()
    kept.status(0, status("upset", distress=0.7), 1)
    kept.status(0, status("later", due_at=9_000), 1)
    kept.status(0, status("soon", due_at=5_000), 1)
    kept.status(0, status("calm", at_risk=False), 1)
    assert [row.id for row in shown(kept).watched] == ["soon", "later", "upset"]


def test_filters_take_team_queue_reason_and_severity() -> None:
    kept = store()
    kept.step(0, step(chat="a", team="emea", queue="billing"), 1)
    kept.step(0, step(chat="b", team="emea", queue="care", reason="unanswered", severity="info"), 1)
    kept.step(0, step(chat="c", team="amer", queue="billing"), 1)
    assert names(shown(kept, Filters(team="emea"))) == ["a", "b"]
    assert names(shown(kept, Filters(team="emea", queue="billing"))) == ["a"]
    assert names(shown(kept, Filters(reason="unanswered"))) == ["b"]
    assert names(shown(kept, Filters(severity="warning"))) == ["a", "c"]


def test_teams_are_counted_whatever_team_is_asked_for() -> None:
    kept = store()
    kept.step(0, step(chat="a", team="emea"), 1)
    kept.step(0, step(chat="b", team="amer"), 1)
    kept.status(0, status("c", team="amer"), 1)
    assert shown(kept, Filters(team="emea")).teams == (("amer", 1, 1), ("emea", 1, 0))


def test_a_page_shows_so_many_and_counts_the_rest() -> None:
    kept = store()
    for number in range(100):
        kept.step(0, step(chat=f"c-{number}", at=number), 1)
    seen = shown(kept, most=40)
    assert (len(seen.escalated), seen.escalated_count) == (40, 100)


def test_two_quotes_tell_what_caused_it_and_what_the_customer_said() -> None:
    agent = Evidence("m-2", 20, "agent", "empathy.apology", "so sorry")
    again = Evidence("m-3", 30, "agent", "empathy.care", "still sorry")
    customer = Evidence("m-1", 10, "customer", "problem.failure", "never came")
    assert telling((agent, again, customer)) == (customer, agent)
    assert telling(()) == ()


def test_a_chat_that_was_handed_on_is_with_nobody_until_it_is_accepted() -> None:
    kept, floor = store(), FloorStore()
    kept.step(0, step("opened"), 1)
    kept.step(0, step("acknowledged", at=4_000), 2)
    floor.take([entry(case("c-1", phase="acknowledged", owner="s-1", since=4_000))])
    rows = Rows(kept, floor)
    assert [(row.owner, row.accepted_at) for row in rows.all()] == [("s-1", 4_000)]
    floor.take([entry(case("c-1", phase="assigned", owner="s-2", since=9_000))])
    assert [(row.owner, row.accepted_at, row.acknowledged_at) for row in rows.all()] == [("s-2", None, 4_000)]


def test_who_is_only_asked_has_not_acknowledged() -> None:
    kept, floor = store(), FloorStore()
    kept.step(0, step(chat="asked"), 1)
    floor.take([entry(case("asked", phase="assigned", owner="s-1"))])
    (row,) = shown(kept, floor=floor).escalated
    assert (row.owner, row.accepted_at) == ("s-1", None)


def test_a_row_follows_the_floor_though_the_chat_has_not_changed() -> None:
    kept, floor = store(), FloorStore()
    kept.step(0, step(chat="c-1"), 1)
    rows = Rows(kept, floor)
    assert rows.all()[0].owner == ""
    floor.take([entry(case("c-1", phase="assigned", owner="s-1"))])
    assert rows.all()[0].owner == "s-1"
    floor.take([entry(case("c-1"), gone=True)])
    assert rows.all()[0].owner == ""
