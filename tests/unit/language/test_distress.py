"""Distress is graded: what a reader would call worse stands higher, and calm talk stays low."""

import time
from itertools import pairwise

import pytest

from pipeline.language.reader import Reader

OPENS_A_PROBLEM = 0.35
HIGH = 0.6


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def distress(reader: Reader, text: str) -> float:
    return reader.read(text, "customer").distress


@pytest.mark.parametrize(
    "text",
    [
        "1234",
        "yes",
        "my email is kit@example.org",
        "07700 900456",
        "It's Mrs Doyle, 9 Quay Street",
        "thanks, have a good evening",
        "perfect, that works now",
        "hang on, looking for it",
        "no worries, take your time",
    ],
)
def test_answers_and_courtesy_are_low(reader: Reader, text: str) -> None:
    assert distress(reader, text) < 0.25


@pytest.mark.parametrize(
    "text",
    [
        "Do you deliver to the Aran Islands?",
        "How do I add my daughter to the plan?",
        "what time is breakfast",
        "I would like to book two nights in June",
        "Could you send me the receipt from the 4th?",
        "Can I cancel online?",
    ],
)
def test_a_plain_question_stays_below_the_opening_of_a_problem(reader: Reader, text: str) -> None:
    assert distress(reader, text) < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "my parcel hasn't arrived",
        "The refund has not reached my account yet.",
        "I can't sign in since the update",
        "we were charged for breakfast twice",
        "the boiler stopped working last night",
    ],
)
def test_a_calm_statement_of_a_problem_lies_between(reader: Reader, text: str) -> None:
    assert 0.28 <= distress(reader, text) <= 0.55


@pytest.mark.parametrize(
    "text",
    [
        "I ordered a lamp on Monday and it still hasn't been delivered, it was due yesterday",
        "my refund for the cancelled trip was due three weeks ago and it hasn't come",
        "The number was supposed to move to the new phone yesterday. It didn't",
        "I have been without internet since this morning and the router shows no light at all",
    ],
)
def test_what_is_told_in_many_ways_without_a_feeling_is_not_high(reader: Reader, text: str) -> None:
    assert 0.35 <= distress(reader, text) < HIGH


@pytest.mark.parametrize(
    "text",
    [
        "I am absolutely livid, you ruined our honeymoon",
        "You people are useless and I am sick of it",
        "this is a nightmare, I'm in tears here",
        "I am terrified we will lose the house",
        "WORST SERVICE I HAVE EVER HAD!!!",
        "how many more times must I explain this? nobody there gives a damn",
    ],
)
def test_fury_and_fear_are_high(reader: Reader, text: str) -> None:
    assert distress(reader, text) >= HIGH


@pytest.mark.parametrize(
    "text",
    [
        "With respect, this falls well short of what we agreed.",
        "I must say I am bitterly disappointed by the way this was handled.",
        "We are less than impressed.",
    ],
)
def test_polite_anger_is_heard(reader: Reader, text: str) -> None:
    assert distress(reader, text) >= 0.45


@pytest.mark.parametrize(
    ("sarcastic", "meant"),
    [
        ("lovely, cancelled again, just what I needed", "lovely, just what I needed, thank you"),
        ("great job 👏 another day without internet", "great job, thank you"),
        ("thanks for nothing", "thanks for everything"),
    ],
)
def test_sarcasm_is_not_praise(reader: Reader, sarcastic: str, meant: str) -> None:
    assert distress(reader, sarcastic) > max(OPENS_A_PROBLEM, distress(reader, meant) + 0.25)


@pytest.mark.parametrize(
    "text",
    [
        "your prices are insane, in a good way",
        "I'm dead 😂 that photo",
        "killer deal, sign me up",
        "that was disgustingly easy, thanks",
        "omg thank you!!! you're the best!!!",
        "not bad at all",
    ],
)
def test_glad_exaggeration_stays_low(reader: Reader, text: str) -> None:
    assert distress(reader, text) < 0.25


def test_it_rises_with_the_tone(reader: Reader) -> None:
    ladder = [
        "thank you, the parcel is here",
        "when does the parcel come?",
        "the parcel hasn't come",
        "the parcel still hasn't come and I have been waiting for three weeks",
        "three weeks without my parcel, you are useless and I am furious!!",
    ]
    assert all(low < high for low, high in pairwise([distress(reader, t) for t in ladder]))


def test_saying_it_in_two_ways_is_not_twice_as_bad(reader: Reader) -> None:
    once = distress(reader, "my order hasn't arrived")
    again = distress(reader, "my order hasn't arrived, it's missing, there's a problem with it")
    assert again - once < 0.3


def test_near_texts_differ(reader: Reader) -> None:
    texts = [f"{who} {what}" for who in ("my order", "our parcel", "the sofa", "her replacement phone")
             for what in ("never came", "hasn't arrived here", "is missing since Friday", "got lost")]  # fmt: skip
    values = [distress(reader, t) for t in texts]
    assert len(set(values)) > len(values) // 2


def test_it_is_a_share(reader: Reader) -> None:
    for text in ("", "!", "?" * 500, "a" * 9_000, "HATE " * 900, "😡" * 200, "thanks " * 300):
        assert 0.0 <= distress(reader, text) <= 1.0


def test_a_long_text_takes_no_longer_than_its_cut(reader: Reader) -> None:
    distress(reader, "warm up")
    start = time.process_time()
    distress(reader, "I hate waiting for this awful refund. " * 2_000)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "The price went up the day I signed. Funny that",
        "My parcel was due on Monday and the tracking has not moved since. Funny that.",
        "I was told to use the blue entrance or the side entrance. Which one??",
    ],
)
def test_a_dry_word_behind_a_plain_statement_is_not_high(reader: Reader, text: str) -> None:
    assert distress(reader, text) < HIGH


def test_a_sharp_question_to_the_agent_is_still_felt(reader: Reader) -> None:
    assert distress(reader, "Are you serious?? You lost it AGAIN??") >= HIGH
