"""The demo's seniors: they answer what is theirs, while it is theirs."""

from pipeline.cli.demo_seniors import Seniors
from pipeline.domain.floor import Decision, DecisionType
from pipeline.ops.settings import load_settings

BEGIN = 1_772_445_600_000


def decision(type_: DecisionType, assignment: str, *, after: int = 0, senior: str | None = "sara") -> Decision:
    return Decision(
        type=type_, at=BEGIN + after, why="opened", rules_version="default-1", conversation_id="c-1",
        assignment_id=assignment, senior=senior, severity="warning",
    )  # fmt: skip


def seniors() -> Seniors:
    return Seniors(load_settings({}, environment={}), BEGIN, speed=10)


def test_an_assignment_is_acknowledged_then_acted_on_then_done() -> None:
    floor = seniors()
    floor.hear(decision("assigned", "a-1"))
    assert not floor.due(BEGIN + 11_000)
    assert [deed.what for deed in floor.due(BEGIN + 12_000)] == ["accept"]
    assert [deed.what for deed in floor.due(BEGIN + 200_000)] == ["act", "done"]


def test_what_is_released_is_left_alone() -> None:
    floor = seniors()
    floor.hear(decision("assigned", "a-1"))
    floor.due(BEGIN + 12_000)
    floor.hear(decision("released", "a-1", after=30_000))
    assert not floor.due(BEGIN + 200_000)


def test_only_who_has_it_now_answers() -> None:
    floor = seniors()
    floor.hear(decision("assigned", "a-1"))
    floor.hear(decision("reassigned", "a-2", after=1_000, senior="omar"))
    assert {deed.senior_id for deed in floor.due(BEGIN + 200_000)} == {"omar"}


def test_what_was_decided_in_an_earlier_run_is_left_alone() -> None:
    floor = seniors()
    floor.hear(decision("assigned", "a-1", after=-1))
    assert not floor.due(BEGIN + 200_000)


def test_a_chat_that_is_none_of_theirs_is_left_alone() -> None:
    floor = seniors()
    floor.known = {"c-2"}
    floor.hear(decision("assigned", "a-1"))
    assert not floor.due(BEGIN + 200_000)
