"""Who needs help now, as gauges."""

from prometheus_client.registry import CollectorRegistry

from pipeline.domain.facts import Place
from pipeline.domain.risk import OpenNow, Risk
from pipeline.domain.rules import Rules
from pipeline.domain.watch import Watch
from pipeline.ops.practice_metrics import Places
from pipeline.ops.standing_metrics import Standing

PLACE = Place("emea", "billing")
WHERE = {"team": "emea", "queue": "billing"}


def watching(*risks: Risk) -> Watch:
    watch = Watch(Rules())
    for number, risk in enumerate(risks):
        watch.take_over(f"c-{number}", risk)
    return watch


def registry(standing: Standing) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(standing)
    return made


def test_those_at_risk_are_counted_over_all_partitions() -> None:
    standing = Standing(Places())
    standing.show(0, watching(Risk(PLACE, distressed=True), Risk(PLACE, distressed=False)))
    standing.show(1, watching(Risk(PLACE, distressed=False)))
    told = registry(standing)
    assert told.get_sample_value("makegood_conversations_at_risk", WHERE) == 3.0
    assert told.get_sample_value("makegood_conversations_distressed", WHERE) == 1.0


def test_where_nobody_is_at_risk_any_more_the_gauge_falls_to_zero() -> None:
    standing = Standing(Places())
    watch = watching(Risk(PLACE, distressed=True))
    standing.show(0, watch)
    told = registry(standing)
    assert told.get_sample_value("makegood_conversations_at_risk", WHERE) == 1.0
    standing.forget(0, watch)
    assert told.get_sample_value("makegood_conversations_at_risk", WHERE) == 0.0
    assert told.get_sample_value("makegood_conversations_distressed", WHERE) == 0.0


def test_a_partition_acquired_anew_is_not_forgotten_with_its_former_ledger() -> None:
    standing = Standing(Places())
    former = watching(Risk(PLACE, distressed=False))
    standing.show(0, former)
    standing.show(0, watching(Risk(PLACE, distressed=False)))
    standing.forget(0, former)
    assert registry(standing).get_sample_value("makegood_conversations_at_risk", WHERE) == 1.0


def test_the_oldest_that_nobody_has_acknowledged_is_told() -> None:
    standing = Standing(Places())
    opened = [
        OpenNow("distress", "warning", 5_000, acknowledged=True),
        OpenNow("distress", "warning", 9_000, acknowledged=False),
        OpenNow("unanswered", "warning", 7_500, acknowledged=False),
    ]
    standing.show(0, watching(*(Risk(PLACE, distressed=False, open=(found,)) for found in opened)))
    told = registry(standing)
    labels = {"severity": "warning", **WHERE}
    assert told.get_sample_value("makegood_unacknowledged_since_seconds", labels) == 7.5
    assert (
        told.get_sample_value("makegood_escalations_open", {"reason": "distress", "acknowledged": "no", **labels}) == 1
    )
