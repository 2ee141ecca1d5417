"""How far deliveries are settled, and where each target is read for."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.notify.progress import LONGEST_NOTE, Noted, Progress, Reach, starts


def test_what_is_told_to_nobody_is_settled_at_once() -> None:
    progress = Progress(5)
    progress.begin(5, told=False)
    assert progress.settled == 6


def test_a_record_is_settled_when_it_has_arrived() -> None:
    progress = Progress(0)
    progress.begin(0, told=True)
    assert progress.settled == 0
    progress.settle(0)
    assert progress.settled == 1


@given(st.lists(st.booleans(), max_size=30), st.randoms(use_true_random=False))
def test_nothing_open_ever_lies_before_what_is_settled(told: list[bool], order: Random) -> None:
    progress, gaps = Progress(0), 3
    open_ = [number * gaps for number, wanted in enumerate(told) if wanted]
    for number, wanted in enumerate(told):
        progress.begin(number * gaps, told=wanted)
    order.shuffle(open_)
    while open_:
        assert progress.settled == min(open_)
        progress.settle(open_.pop())
    assert progress.settled == (len(told) - 1) * gaps + 1 if told else progress.settled == 0


def test_what_is_kept_is_the_least_of_all_and_a_note_of_each() -> None:
    reach = Reach({"slow": 3, "desk": 7})
    assert reach.noted().offset == 3
    assert starts(reach.noted(), ["slow", "desk"]) == {"slow": 3, "desk": 7}


def test_to_a_new_target_what_lies_before_the_others_is_history() -> None:
    assert starts(Reach({"slow": 3, "desk": 7}).noted(), ["desk", "new"]) == {"desk": 7, "new": 7}


def test_without_a_note_that_can_be_read_all_begin_where_the_group_is() -> None:
    for note in ("", "what another wrote", "[1]", '{"desk":"x"}', '{"desk":null}'):
        assert starts(Noted(5, note), ["slow", "desk"]) == {"slow": 5, "desk": 5}


def test_a_note_that_is_too_long_for_kafka_is_left_out() -> None:
    assert Reach({f"{number:040}": 9 for number in range(LONGEST_NOTE // 40)}).noted() == Noted(9)


def test_it_is_read_for_who_is_furthest_behind_and_has_room() -> None:
    reach = Reach({"slow": 3, "desk": 7})
    assert reach.aim(["slow", "desk"]) == 3
    assert reach.aim(["desk"]) == 7
    assert reach.aim([]) is None
    assert reach.behind() == {"slow": 4, "desk": 0}
