"""What holds of routing whatever happens."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import routing_agenda, routing_draft
from pipeline.domain.events import Clock
from pipeline.domain.floor import Answer, Decision, Floor, Need, Presence, RoutingEvent
from pipeline.domain.floor_book import FloorBook, entries_of
from pipeline.domain.routing import due, step
from pipeline.domain.rules import Rules
from pipeline.ops.routing_metrics import TAKEN
from tests.floors import BEGIN, MINUTE, REASONS, SimulatedFloor, escalation, holds, senior

RULES = Rules(group_above=4, case_longest=3_600.0)
NAMES = st.sampled_from(["a", "b", "boss", "ag-1"])
CHATS = st.sampled_from(["c-1", "c-2", "c-3", "c-4", "c-5", "c-6"])
LANGUAGES = st.sampled_from(["en", "fr"])
AT = st.integers(0, 40 * MINUTE).map(lambda ms: BEGIN + ms)


def _assignments() -> st.SearchStrategy[RoutingEvent]:
    return st.builds(
        Answer, at=AT, conversation_id=CHATS, senior_id=NAMES, to=st.none() | NAMES, assignment_id=st.just("latest"),
        answer=st.sampled_from(["accept", "decline", "hand_on", "take_over", "done"]),
    )  # fmt: skip


def _steps() -> st.SearchStrategy[RoutingEvent]:
    return st.builds(
        lambda chat, kind, at, why, agent, number: escalation(
            chat, kind, at, reason=why[0], severity=why[1], agent=agent, number=number
        ),
        CHATS,
        st.sampled_from(["opened", "opened", "raised", "withdrawn"]),
        AT,
        st.sampled_from(REASONS),
        st.none() | st.sampled_from(["ag-1", "ag-2", "a"]),
        st.integers(0, 2),
    )


EVENTS = st.lists(
    _steps()
    | _assignments()
    | st.builds(Presence, at=AT, senior_id=NAMES, present=st.booleans())
    | st.builds(Need, at=AT, conversation_id=CHATS, refund=st.none() | st.floats(0, 100), language=LANGUAGES)
    | st.builds(
        lambda name, at, room, may: senior(name, at, capacity=room, may_approve=may, supervisor=name == "boss"),
        NAMES, AT, st.integers(1, 3), st.booleans(),
    ),
    max_size=60,
)  # fmt: skip


def meant(event: RoutingEvent, floor: Floor, said: list[Decision]) -> RoutingEvent:
    """The event, answers naming the latest assignment of their conversation."""
    if not isinstance(event, Answer):
        return event
    of_it = [one.assignment_id for one in said if one.conversation_id == event.conversation_id and one.assignment_id]
    del floor
    return Answer(
        at=event.at, conversation_id=event.conversation_id, senior_id=event.senior_id, answer=event.answer,
        to=event.to, assignment_id=of_it[-1] if of_it else None,
    )  # fmt: skip


@given(EVENTS)
def test_never_over_capacity_never_the_agent_concerned_never_idle_while_one_waits(events: list[RoutingEvent]) -> None:
    floor, said = Floor(), list[Decision]()
    for event in events:
        floor, more = step(floor, meant(event, floor, said), RULES)
        said += more
        holds(floor)


@given(EVENTS)
def test_never_two_owners_at_once_by_what_is_said(events: list[RoutingEvent]) -> None:
    floor, said = Floor(), list[Decision]()
    for event in events:
        floor, more = step(floor, meant(event, floor, said), RULES)
        said += more
    owners: dict[str, str | None] = {}
    for one in said:
        if one.conversation_id is None:
            continue
        before = owners.get(one.conversation_id)
        match one.type:
            case "assigned":
                assert before is None
                owners[one.conversation_id] = one.senior
            case "reassigned":
                assert one.previous == before
                owners[one.conversation_id] = one.senior
            case "released":
                assert one.senior == before
                owners[one.conversation_id] = None
    assert {name: owner for name, owner in owners.items() if owner} == {
        name: case.owner for name, case in floor.cases.items() if case.owner
    }


@given(EVENTS)
def test_why_a_conversation_is_lost_or_late_is_one_of_those_that_are_counted_from_nought(
    events: list[RoutingEvent],
) -> None:
    floor, said = Floor(), list[Decision]()
    for event in events:
        floor, more = step(floor, meant(event, floor, said), RULES)
        said += more
    for kind, whys in TAKEN.items():
        assert {one.why for one in said if one.type == kind} <= set(whys)


@given(EVENTS)
def test_every_case_ends_and_nothing_is_left_of_it(events: list[RoutingEvent]) -> None:
    floor, said = Floor(), list[Decision]()
    for event in events:
        floor, more = step(floor, meant(event, floor, said), RULES)
        said += more
    floor, _ = due(floor, BEGIN + 40 * MINUTE + 2 * 3_600_000, RULES)
    assert not floor.cases


@given(EVENTS, st.lists(st.integers(0, 60), max_size=6))
def test_the_same_log_gives_the_same_decisions_however_it_is_cut(events: list[RoutingEvent], cuts: list[int]) -> None:
    whole, floor = list[Decision](), FloorBook(RULES)
    told = []
    for event in events:
        told.append(meant(event, floor.floor, whole))
        whole += floor.fold(told[-1])
    parts, book = list[Decision](), FloorBook(RULES)
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(told)], strict=True):
        book.begin()
        for event in told[start:end]:  # a batch whose transaction failed
            book.fold(event)
        book.begin()
        for event in told[start:end]:
            parts += book.fold(event)
        book.commit()
        book = FloorBook(RULES, entries_of(book.floor), book.clock)  # taken over by another worker
    assert parts == whole
    assert book.floor == floor.floor


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1_000))
def test_on_a_simulated_floor_nobody_suitable_is_idle_while_an_escalation_waits(seed: int) -> None:
    floor = SimulatedFloor(seed, minutes=60)
    book = FloorBook(Rules())
    said: list[Decision] = []

    def fold(event: RoutingEvent) -> list[Decision]:
        more = book.fold(event)
        said.extend(more)
        return more

    for _ in floor.play(fold):
        holds(book.floor)
    assert sum(one.type == "assigned" for one in said) > 150


@given(EVENTS, st.lists(st.sampled_from(["commit", "abort", "go on"]), min_size=60, max_size=60))
def test_a_book_that_keeps_its_agenda_decides_as_the_plain_fold_though_batches_are_dropped(
    events: list[RoutingEvent], turns: list[str]
) -> None:
    """What a dropped batch held is folded again, as a ledger does."""
    events = sorted(events, key=lambda event: event.at)
    floor, plain = Floor(), list[Decision]()
    book, said, kept, begun = FloorBook(RULES), list[Decision](), list[Decision](), 0
    for event in events:
        floor, more = due(floor, event.at - int(RULES.lateness * 1000), RULES)
        floor, decided = step(floor, meant(event, floor, plain), RULES)
        plain += more + decided
    number = 0
    dropped = False
    while number < len(events):
        said += book.fold(meant(events[number], book.floor, kept + said))
        number += 1
        if turns[number - 1] == "commit":
            book.commit()
            kept, said, begun = kept + said, [], number
        elif turns[number - 1] == "abort" and not dropped:
            book.abort()
            said, number, dropped = [], begun, True  # once: the same turn would come again for ever
    assert kept + said == plain
    assert book.floor == floor


def test_a_crowd_whose_time_runs_out_costs_each_case_a_few_looks_and_not_one_at_every_other() -> None:
    """2,000 conversations wait, nobody is there, and ten days pass in one record."""
    looks = Counter[str]()
    book = FloorBook(RULES)
    crowd = [escalation(f"c-{number}", at=BEGIN + number) for number in range(2_000)]
    for one in crowd:
        book.fold(one)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((routing_agenda, "deadline"), (routing_draft, "first_served"), (routing_draft, "chosen")):
            patch.setattr(module, name, counting(looks, name, getattr(module, name)))
        decided = book.fold(Clock(at=BEGIN + 10 * 24 * 60 * MINUTE))
    assert len(decided) >= len(crowd)
    assert max(looks.values()) <= 20 * len(crowd), looks


def counting(looks: Counter[str], name: str, whole: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any) -> Any:  # noqa: ANN401 - whatever it takes and gives
        looks[name] += 1
        return whole(*args)

    return counted
