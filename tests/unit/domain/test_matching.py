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
        "9 weeks waiting for a deposit",
        "been on hold since 10",
        "third week and no reply",
        "it was supposed to be here tuesday",
        "still waiting",
        "you've kept me waiting all morning",
        "the plumber was due at 9",
    ],
)
def test_a_problem_may_be_that_something_comes_late(problem: str) -> None:
    assert late(problem)


@pytest.mark.parametrize(
    "problem",
    [
        "I was charged twice",
        "the kettle is broken",
        "the light came on",
        "it's supposed to cost 20",
        "two weeks of rent taken twice",
        "my second week was billed wrong",
        "it only plays for an hour",
        "the screen is meant to be white",
        "how long is the cable?",
    ],
)
def test_most_problems_are_none_of_time(problem: str) -> None:
    assert not late(problem)
