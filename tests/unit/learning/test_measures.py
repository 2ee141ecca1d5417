"""AUC, average precision, Brier, precision and recall, and their intervals."""

import pytest

from pipeline.learning.measures import Judged, figures, measured


def rows(*told: tuple[bool, bool, float | None]) -> list[Judged]:
    return [Judged(f"c-{number}", truth, decided, score) for number, (truth, decided, score) in enumerate(told)]


def test_a_perfect_ranking_has_auc_and_average_precision_of_one() -> None:
    found = measured(rows((False, False, 0.1), (True, True, 0.9), (True, True, 0.8)), 0).figures
    assert (found["auc"], found["ap"], found["f1"]) == (1.0, 1.0, 1.0)


def test_the_share_of_pairs_in_the_right_order_ties_half() -> None:
    found = measured(rows((True, True, 0.9), (False, True, 0.5), (True, True, 0.5), (False, False, 0.1)), 0)
    assert found.figures["auc"] == pytest.approx(3.5 / 4)


def test_average_precision_counts_ties_as_one_step() -> None:
    found = measured(rows((True, True, 0.9), (False, True, 0.5), (True, True, 0.5), (False, False, 0.1)), 0)
    assert found.figures["ap"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


def test_brier_is_the_mean_squared_distance_from_the_truth() -> None:
    assert measured(rows((True, True, 0.8), (False, False, 0.4)), 0).figures["brier"] == pytest.approx(0.10)


def test_precision_and_recall_go_by_the_decision_not_by_the_score() -> None:
    found = measured(rows((True, True, 0.1), (False, True, 0.2), (True, False, 0.9), (False, False, 0.8)), 0).figures
    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.5, 0.5)


def test_what_the_rows_cannot_tell_is_absent() -> None:
    assert set(measured(rows((True, True, 0.8)), 0).figures) == {"precision", "recall", "f1", "brier", "ap", "decided"}
    assert set(measured(rows((True, True, None), (False, False, None)), 0).figures) == {
        "precision",
        "recall",
        "f1",
        "decided",
    }


def test_of_rows_that_are_all_false_the_share_of_false_alarms_is_told() -> None:
    found = measured(rows((False, True, None), (False, False, None)), 0).figures
    assert (found["decided"], found["precision"]) == (0.5, 0.0)
    assert "recall" not in found


def test_counting_a_row_twice_is_having_it_twice() -> None:
    once = sorted(rows((True, True, 0.7), (False, True, 0.6), (True, False, 0.3)), key=lambda r: -(r.score or 0))
    assert figures(once, [2, 1, 3]) == pytest.approx(figures([*once[:1] * 2, once[1], *once[2:] * 3], [1] * 6))


def test_an_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    told = rows(*[(n % 3 == 0, n % 2 == 0, n % 7 / 7) for n in range(60)])
    first, second = measured(told, 100), measured(told, 100)
    assert first == second
    low, high = first.intervals["auc"]
    assert low <= first.figures["auc"] <= high


def test_cases_of_one_conversation_are_drawn_together() -> None:
    alone = [Judged(f"c-{n}", n % 2 == 0, n % 4 == 0, None) for n in range(40)]
    together = [Judged(f"c-{n // 20}", row.truth, row.decided, None) for n, row in enumerate(alone)]
    assert measured(together, 50).intervals["recall"] == (0.5, 0.5)
    low, high = measured(alone, 50).intervals["recall"]
    assert low < high
