"""The same thing asked again has the same key; another thing has another."""

import pytest

from pipeline.language.reader import Reader
from pipeline.language.requests import keys

READER = Reader()


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("What's your order number?", "could you send me the order no."),
        ("What's your order number?", "still need your order ref to look"),
        ("Can I have the booking reference", "pop your reservation number over"),
        ("your e-mail please", "Which email address did you use?"),
        ("what's the best phone number", "can I take a contact number"),
        ("Could you share a photo", "please send a picture of the label"),
        ("your postcode?", "what's the zip code"),
        ("What colour is the light on the hub", "Hello again, what colour's the light on the hub"),
        ("have you restarted the router", "did you restart your router"),
        ("Would you like me to cancel it", "shall I cancel it"),
        ("which would you prefer", "which one would you prefer"),
        ("That's rough, what's the account number", "just the account number please"),
        ("date of birth?", "may I have your dob"),
        ("Please DM us his gamertag", "could you send that gamertag over by DM"),
        ("the order number, could you send it over", "what is the order id"),
    ],
)
def test_the_same_thing_in_other_words_has_the_same_key(first: str, again: str) -> None:
    assert keys(first) == keys(again)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("What's your order number?", "What's your account number?"),
        ("What's your phone number", "what's your order number"),
        ("what's your email", "did you check the email?"),
        ("which phone model is it", "which iOS version is it on"),
        ("is the light green", "is the cable in"),
        ("last four digits of the card?", "is your card in the reader"),
        ("when did you post it", "where did you post it from, which branch"),
        ("shall I cancel it", "shall I refund it"),
    ],
)
def test_different_things_have_different_keys(first: str, other: str) -> None:
    assert set(keys(first)).isdisjoint(keys(other))


def test_two_things_in_one_clause_are_two_keys() -> None:
    asked = keys("could you give me your postcode and date of birth")

    assert set(asked) == {*keys("your postcode"), *keys("your date of birth")}


@pytest.mark.parametrize(
    "text",
    [
        "just need your order id",
        "pop your postcode over and I'll look",
        "Let me know which you'd prefer",
        "Please DM us your account number",
        "Could you send a screenshot",
        "Try another cable and let me know if it charges",
        "What's the reference?",
        "your date of birth please",
    ],
)
def test_an_agent_asks_with_or_without_a_question_mark(text: str) -> None:
    assert READER.read(text, "agent").requests


@pytest.mark.parametrize(
    "text",
    [
        "Anything else I can help with?",
        "Let me know if you need anything else.",
        "Please bear with me.",
        "Please allow 3 to 5 days for it to arrive.",
        "Please accept my apologies.",
        "How are you today?",
        "How can I help?",
        "Please restart the router.",
        "Lovely day, isn't it?",
        "Give me two minutes.",
        "Let me check that for you.",
    ],
)
def test_what_needs_no_answer_is_no_request(text: str) -> None:
    assert not READER.read(text, "agent").requests
