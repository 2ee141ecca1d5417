"""A deed counts for what was asked."""

import pytest

from pipeline.domain.matching import aside


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
