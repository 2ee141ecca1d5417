"""Who needs help now, as gauges: reckoned when they are asked for, so that judging costs nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pipeline.domain.risk import Risk
from pipeline.domain.watch import Watch
from pipeline.ops.practice_metrics import PLACES, WHERE, Places


class Standing(Collector):
    """The gauges of all partitions that this worker judges, each the sum over them."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._watches: dict[int, Watch] = {}

    def show(self, partition: int, watch: Watch) -> None:
        """A partition is this worker's from now on."""
        self._watches[partition] = watch

    def forget(self, partition: int, watch: Watch) -> None:
        """It is no more, unless it has been acquired anew."""
        if self._watches.get(partition) is watch:
            del self._watches[partition]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as they are now; asked from the thread of /metrics."""
        at_risk: Counter[tuple[str, ...]] = Counter(dict.fromkeys(self._places.known(), 0))
        distressed = Counter(at_risk)
        open_now: Counter[tuple[str, ...]] = Counter()
        unseen: dict[tuple[str, ...], int] = {}
        for risk in self._risks():
            where = self._places.series(risk.place).where
            at_risk[where] += 1
            distressed[where] += risk.distressed
            for found in risk.open:
                open_now[found.reason, found.severity, "yes" if found.acknowledged else "no", *where] += 1
                if not found.acknowledged:
                    key = (found.severity, *where)
                    unseen[key] = min(found.opened_at, unseen.get(key, found.opened_at))
        yield _gauge("makegood_conversations_at_risk", "Conversations at risk now.", WHERE, at_risk)
        yield _gauge(
            "makegood_conversations_distressed",
            "Conversations at risk now whose customer is in high distress.",
            WHERE,
            distressed,
        )
        yield _gauge(
            "makegood_escalations_open",
            "Escalations open now, and whether a senior has acknowledged them.",
            ("reason", "severity", "acknowledged", *WHERE),
            open_now,
        )
        yield _gauge(
            "makegood_unacknowledged_since_seconds",
            "When the oldest open escalation that nobody has acknowledged was opened, Unix time.",
            ("severity", *WHERE),
            {labels: at / 1000 for labels, at in unseen.items()},
        )

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The gauges, so that they may be asked for by name."""
        return self.collect()

    def _risks(self) -> Iterator[Risk]:
        for watch in list(self._watches.values()):
            yield from watch.at_risk()


STANDING = Standing(PLACES)


def _gauge(
    name: str, meaning: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


REGISTRY.register(STANDING)
