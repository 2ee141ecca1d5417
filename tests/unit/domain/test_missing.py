"""What is missing, in words."""

import pytest

from pipeline.domain.escalation import Evidence
from pipeline.domain.missing import awaited, wanted
from pipeline.domain.state import Problem


def told(words: str) -> Problem:
    return Problem(0, Evidence("m-1", 0, "customer", "problem.failure", words))


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("I want my money back", "the refund"),
        ("You've charged me twice for the gym", "the correction of the charge"),
        ("My reservation was cancelled without telling me", "what was cancelled, put right"),
        ("I tried to cancel my plan and it keeps renewing", "the cancellation"),
        ("the update broke my calendar", "a replacement or repair"),
        ("The app crashes every time I open it", "a fix or a way round the fault"),
        ("I got a red one instead of a blue one", "the right one in place of the wrong"),
        ("My flight to Denver is gone", "a seat that gets the customer there"),
        ("Our internet is down", "a working connection"),
        ("There's a payment that I don't recognise", "the account made safe"),
        ("You lost my bag on the flight from Cork", "the bag found and brought"),
        ("My flight was cancelled with my bags on board", "a seat that gets the customer there"),
        ("left my glasses on the train", "what was lost, found"),
        ("My PIN reset never arrives and my card is useless", "access to the account"),
        (
            "The woman at the till was rude to an old man who hadn't paid yet",
            "an answer to how the customer was treated",
        ),
        ("My points were never credited after the flight", "the price or discount as announced"),
        ("I delivered forty parcels and you haven't paid me", "the payment put right"),
        ("I want to end my broadband contract and nobody does it", "the cancellation"),
        ("no update on my case since May", "an answer, and by when"),
        ("you promised me a call and none came", "an answer, and by when"),
        ("my connection to the internet drops all day", "a working connection"),
        ("my parcel was stolen from the porch", "the delivery"),
        ("one of the cups was missing from the box", "what is missing, sent"),
        ("nobody told me anything", "an action that resolves the problem"),
    ],
)
def test_the_customers_words_tell_what_would_put_it_right(words: str, missing: str) -> None:
    assert wanted(told(words)) == missing


def test_words_inside_others_tell_nothing() -> None:
    assert wanted(told("Is there an online catalogue of last year's outfits")) == "an action that resolves the problem"


def test_without_authority_somebody_is_missing_who_has_it() -> None:
    assert awaited("no_authority", told("I want a refund"), None) == "somebody with the authority for the refund"


def test_without_a_known_problem_an_action_is_missing() -> None:
    assert awaited("empathy_without_action", None, None) == "an action that resolves the problem"
