"""Thresholds as quantiles of one's own distress."""

from pipeline.domain.rules import Rules
from pipeline.learning.thresholds import FEWEST, with_quantiles


def test_high_is_what_one_message_in_ten_exceeds() -> None:
    rules = with_quantiles(Rules(), [n / 1000 for n in range(1000)])
    assert (rules.distress_calm, rules.distress_high, rules.distress_severe) == (0.5, 0.8, 0.95)
    rules = with_quantiles(Rules(), [0.7 * n / 1000 for n in range(1000)])
    assert (rules.distress_calm, rules.distress_high, rules.distress_severe) == (0.419, 0.629, 0.678)


def test_chats_without_distress_do_not_make_calm_ones_alarming() -> None:
    rules = with_quantiles(Rules(), [0.05] * 1000)
    assert (rules.distress_calm, rules.distress_high, rules.distress_severe) == (0.25, 0.45, 0.6)


def test_too_few_messages_change_nothing() -> None:
    assert with_quantiles(Rules(), [0.9] * (FEWEST - 1)) == Rules()
