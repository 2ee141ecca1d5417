"""What an agent writes counts for what the customer wrote."""

import pytest

from pipeline.domain.matching import aside, late


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        ("I've updated your email address", "my refund hasn't arrived"),
        ("I've corrected your contact details on the system", "the boiler stopped working"),
    ],
)
def test_what_is_put_right_in_passing_is_not_what_was_asked(claim: str, asked: str) -> None:
    assert aside(claim, asked)


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        ("I've updated your email address", "your emails go to my old address"),
        ("I've refunded the second payment", "I was charged twice"),
        ("a new phone is on its way", "my screen cracked"),
    ],
)
def test_what_was_asked_for_or_may_well_be_its_remedy_counts(claim: str, asked: str) -> None:
    assert not aside(claim, asked)


@pytest.mark.parametrize(
    "problem",
    [
        "order is 1hr 20 late now",
        "the parcel hasn't arrived",
        "still no sign of it, delayed again",
        "my parcel has been at the depot for 8 days",
    ],
)
def test_a_problem_may_be_that_something_comes_late(problem: str) -> None:
    assert late(problem)


@pytest.mark.parametrize("problem", ["I was charged twice", "the kettle is broken", "the light came on"])
def test_most_problems_are_none_of_time(problem: str) -> None:
    assert not late(problem)
