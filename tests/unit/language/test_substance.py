"""What counts as news from an agent, and what of a customer's wants an answer."""

import pytest

from pipeline.language.reader import Reader

READER = Reader()


@pytest.mark.parametrize(
    "text",
    [
        "I'm so sorry about this.",
        "Oh no, that's the last thing you need before a long drive.",
        "Three nights on a camp bed, that's really rough on all of you.",
        "That must be so stressful, especially with the baby due next week.",
        "Thanks for waiting, Imelda.",
        "You're very welcome!",
        "Still with you, won't be long now.",
        "Halfway there, just one more screen.",
        "Still working on it, two more steps",
        "Bear with me while I look into that.",
        "I'll check with the depot and get back to you within the hour.",
        "Please DM us.",
        "Is there anything else I can help you with today?",
        "Have a lovely evening.",
        "Hello Mr Quigley, how can I help you today?",
        "What's the number on the back of the card?",
        "Could you send me a photo of the label, please?",
        "👍",
    ],
)
def test_sympathy_thanks_fillers_questions_and_promises_bring_no_news(text: str) -> None:
    assert not READER.read(text, "agent").substance


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel is in Zaragoza, customs released it this morning.",
        "So sorry about that, the driver's van broke down outside Leeds.",
        "Sorry for the wait. The engineer found water in the cabinet on your street.",
        "The refund has been paid to your Visa.",
        "That's maddening, the branch closed its doors two hours early.",
        "We can't take it back as it's past the 30 days.",
        "Putting you through to our claims team now.",
        "Your policy started on 3 May and covers theft abroad.",
        "We've replied to your private message.",
        "My colleague has written to the address on your account.",
    ],
)
def test_a_fact_an_action_or_a_refusal_is_news(text: str) -> None:
    assert READER.read(text, "agent").substance


@pytest.mark.parametrize(
    "text",
    ["ok", "ok thanks", "Thank you so much!", "cheers, bye", "🙏", "thx", "great, thank you", "👍👍", "ok ok 🙏"],
)
def test_a_customer_who_only_thanks_or_agrees_wants_no_answer(text: str) -> None:
    assert not READER.read(text, "customer").substance


@pytest.mark.parametrize(
    "text",
    [
        "where is my order",
        "??",
        "hello?",
        "thanks, and when will it arrive",
        "ok but it's still broken",
        "RX-20418",
        "my mum is in hospital",
        "cheers, which card did you refund?",
    ],
)
def test_a_question_a_fact_or_a_complaint_wants_an_answer(text: str) -> None:
    assert READER.read(text, "customer").substance
