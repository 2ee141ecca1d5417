"""How far deliveries are settled."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.notify.progress import Progress


def test_what_is_told_to_nobody_is_settled_at_once() -> None:
    progress = Progress(5)
    progress.begin(5, 0)
    assert progress.settled == 6


def test_a_record_is_settled_when_each_of_its_targets_has_it() -> None:
    progress = Progress(0)
    progress.begin(0, 2)
    progress.settle(0)
    assert progress.settled == 0
    progress.settle(0)
    assert progress.settled == 1


@given(st.lists(st.integers(0, 3), max_size=30), st.randoms(use_true_random=False))
def test_nothing_open_ever_lies_before_what_is_settled(targets: list[int], order: Random) -> None:
    progress, gaps = Progress(0), 3
    open_ = [offset * gaps for offset, number in enumerate(targets) for _ in range(number)]
    for offset, number in enumerate(targets):
        progress.begin(offset * gaps, number)
    order.shuffle(open_)
    while open_:
        assert progress.settled == min(open_)
        progress.settle(open_.pop())
    assert progress.settled == (len(targets) - 1) * gaps + 1 if targets else progress.settled == 0
