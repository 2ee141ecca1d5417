"""Facts as series with bounded labels."""

from prometheus_client import REGISTRY, generate_latest

from pipeline.domain.facts import FirstReply, Judged, Place, PromiseOver
from pipeline.domain.practice import ReplyTold
from pipeline.ops import practice_metrics
from pipeline.ops.practice_metrics import MOST_AGENTS, MOST_PLACES, OTHER, Places


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def reply(agent: str, team: str) -> ReplyTold:
    return ReplyTold(at=0, agent=agent, team=team, queue=None, empathic=True)


def test_a_team_begins_with_zero_so_that_its_first_event_is_an_increase() -> None:
    practice_metrics.count([FirstReply(Place("fresh", "q"), 3.0)], by_agent=False)
    assert value("makegood_promises_total", outcome="broken", team="fresh", queue="q") == 0.0
    step = {"reason": "distress", "severity": "critical", "type": "opened"}
    assert value("makegood_escalation_steps_total", **step, team="fresh", queue="q") == 0.0


def test_a_fact_is_counted_where_it_happened() -> None:
    practice_metrics.count([PromiseOver(Place("kept", "q"), kept=True)] * 2, by_agent=False)
    assert value("makegood_promises_total", outcome="kept", team="kept", queue="q") == 2.0
    assert value("makegood_promises_total", outcome="broken", team="kept", queue="q") == 0.0


def test_only_an_acknowledgement_tells_how_long_it_took() -> None:
    place = Place("heeded", "q")
    verdicts = [
        Judged(place, "distress", "warning", "acknowledged", 60.0),
        Judged(place, "distress", "warning", "resolved", 90.0),
    ]
    practice_metrics.count(verdicts, by_agent=False)
    labels = {"severity": "warning", "team": "heeded", "queue": "q"}
    assert value("makegood_acknowledgement_seconds_sum", **labels) == 60.0
    assert value("makegood_acknowledgement_seconds_count", **labels) == 1.0


def test_agents_are_not_told_apart() -> None:
    practice_metrics.count([reply("ag-1", "quiet"), reply("ag-2", "quiet")], by_agent=False)
    assert value("makegood_replies_total", kind="empathic_only", agent="", team="quiet", queue="") == 2.0


def test_with_the_setting_they_are() -> None:
    practice_metrics.count([reply("ag-7", "open")], by_agent=True)
    assert value("makegood_replies_total", kind="empathic_only", agent="ag-7", team="open", queue="") == 1.0


def test_after_so_many_teams_the_rest_are_other() -> None:
    places = Places()
    seen = {places.series(Place(f"flood-{number}")).where for number in range(3 * MOST_PLACES)}
    assert len(seen) == MOST_PLACES + 1
    assert (OTHER, OTHER) in seen


def test_after_so_many_agents_the_rest_are_other() -> None:
    places = Places()
    seen = {places.agent(Place("t"), f"flood-{number}") for number in range(3 * MOST_AGENTS)}
    assert len(seen) == MOST_AGENTS + 1


def test_a_hostile_name_is_a_printable_label() -> None:
    assert Places().series(Place('x"}\n\ud800')).where == ('x"}??', "")
    generate_latest()
