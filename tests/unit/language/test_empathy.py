"""Empathy in free wording, of messages as agents write them."""

import pytest

from pipeline.language.reader import Reader

READER = Reader()


def levels(text: str) -> set[str]:
    return {c.name for c in READER.read(text, "agent").cues if c.name.startswith("empathy.")}


@pytest.mark.parametrize(
    "text",
    [
        "Oh no, what a rotten end to a holiday",
        "Anyone would be fuming, honestly",
        "So stressful for you, and with a toddler in tow",
        "bless you, what a week",
        "No one should have to wait that long",
        "I'd be cross too",
        "That's not the experience we want for you",
        "I can only imagine",
        "gutting",
        "You've every right to be annoyed",
        "Two weeks without heating in January is no joke",
        "Nobody books a spa break to sit in a corridor",
        "I really understand Ines, you looked forward to it",
        "I understand, Mr Obi, you'd been counting on it",
        "that's horrible to find first thing",
        "that'd put anyone in a foul mood",
    ],
)
def test_seeing_how_the_customer_fares_is_empathy(text: str) -> None:
    assert levels(text) - {"empathy.apology"}


@pytest.mark.parametrize(
    "text",
    [
        "I'm here with you until it's fixed",
        "We'll get through this together",
        "I'm not going anywhere",
    ],
)
def test_staying_with_the_customer_is_care(text: str) -> None:
    assert "empathy.care" in levels(text)


@pytest.mark.parametrize(
    "text", ["We apologise for any inconvenience.", "Sorry to hear that", "I'm sorry but I can't refund that"]
)
def test_a_canned_apology_is_the_lowest_level(text: str) -> None:
    assert levels(text) == {"empathy.apology"}


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for waiting",
        "Sorry for the wait!",
        "Sorry to keep you",
        "Apologies for the delayed reply",
        "Sorry, I didn't catch that",
        "Unfortunately the depot is closed on Sundays",
        "I understand you want to change your address",
        "I understand Ines, you want to change it",
        "I see your order",
        "Understood.",
        "The line test shows a break at the exchange.",
        "Your engineer is booked for Tuesday morning",
        "It's hard to tell from the photo which port that is",
        "You can see how much data is left in the app",
        "Have a great weekend!",
    ],
)
def test_courtesy_and_plain_facts_are_not_empathy(text: str) -> None:
    assert not levels(text)


@pytest.mark.parametrize("text", ["Take your time", "no rush, I'm here", "Whenever you're ready"])
def test_patience_is_courtesy(text: str) -> None:
    assert not levels(text)
