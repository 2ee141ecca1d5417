"""How a conversation stands, in words."""

import pytest

from pipeline.domain.explaining import below, standing
from pipeline.domain.rules import Rules
from pipeline.domain.state import Conversation


@pytest.mark.parametrize(
    ("distress", "shown"),
    [(0.5951, "0.595"), (0.59999, "0.599"), (0.6, "0.60"), (0.594, "0.59"), (0.7999, "0.799"), (0.61, "0.61")],
)
def test_distress_is_not_rounded_up_to_a_threshold(distress: float, shown: str) -> None:
    assert below(distress, Rules()) == shown


def test_the_line_of_a_conversation_does_not_round_up_either() -> None:
    assert standing(Conversation("a", levels=(0.5951,)), Rules()).startswith("distress 0.595, ")
