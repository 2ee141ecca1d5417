"""Our VADER is VADER: the same scores to the last bit."""

from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from pipeline.language.lexicon import shipped
from pipeline.language.sentiment import LONGEST, polarity

ANALYZER = SentimentIntensityAnalyzer()
TURNS = (
    "no",
    "nor",
    "or",
    "but",
    "least",
    "at",
    "very",
    "never",
    "so",
    "this",
    "without",
    "doubt",
    "kind",
    "of",
    "sort",
)
IDIOMS = tuple(word for said in (*SPECIAL_CASES, "just enough") for word in said.split())
WORDS = st.sampled_from([*TURNS * 20, *IDIOMS * 10, *NEGATE * 5, *BOOSTER_DICT, *ANALYZER.lexicon, *ANALYZER.emojis])
SHOWN = st.tuples(WORDS, st.sampled_from(("", "", "!", "?", ",", "...", "'s")), st.booleans()).map(
    lambda said: (said[0].upper() if said[2] else said[0]) + said[1]
)
TEXTS = st.one_of(st.lists(SHOWN, max_size=20).map(" ".join), st.text(max_size=80))


def scores(text: str) -> tuple[float, float, float]:
    found = ANALYZER.polarity_scores(text[:LONGEST])
    return found["neg"], found["pos"], found["compound"]


@settings(max_examples=2_000, deadline=None)
@given(TEXTS)
def test_made_up_texts(text: str) -> None:
    assert polarity(text) == scores(text)


def test_every_text_of_the_lexicons() -> None:
    texts = {text for rule in shipped() for text in (*rule.match, *rule.no_match)}
    assert not [text for text in texts if polarity(text) != scores(text)]
