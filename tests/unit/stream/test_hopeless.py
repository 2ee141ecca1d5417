"""A worker stops only where most of what comes is no events."""

import pytest

from pipeline.ops.complaint import Complaint
from pipeline.stream.folding import LOOKED_AT, Folded, Hopeless


def batch(dead: int) -> Folded:
    folded = Folded()
    folded.dead["not_json"] = dead
    return folded


def test_some_dead_letters_stop_nothing() -> None:
    hopeless = Hopeless(3)
    for _ in range(10):
        hopeless.look(LOOKED_AT, batch(LOOKED_AT // 2))


def test_few_records_stop_nothing_whatever_they_are() -> None:
    Hopeless(3).look(LOOKED_AT - 1, batch(LOOKED_AT - 1))


def test_more_than_half_of_a_thousand_stop_it_over_several_batches() -> None:
    hopeless = Hopeless(3)
    hopeless.look(LOOKED_AT // 2, batch(LOOKED_AT // 2))
    with pytest.raises(Complaint, match="partition 3: 501 of the last 1000 records are no events"):
        hopeless.look(LOOKED_AT // 2, batch(1))
