"""Whatever breaks, a ``read_committed`` reader sees what the plain fold says: each fault once."""

from pathlib import Path

import pytest

from tests.brokers import ApacheKafka, apache_kafka
from tests.chaos.plan import short_run
from tests.chaos.playing import play

__all__ = ["apache_kafka"]

SEED = 7
ROUNDS = short_run(SEED)
KEPT = Path("build/chaos")


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_nothing_is_missing_extra_doubled_or_different(apache_kafka: ApacheKafka, number: int) -> None:
    outcome = play(apache_kafka, SEED * 1_000 + number, ROUNDS[number], KEPT)
    assert not outcome.difference, outcome
    assert outcome.steps > outcome.records / 20
