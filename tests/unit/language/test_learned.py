"""What is learned of words, and when it speaks."""

import pytest

from pipeline.domain.events import Role
from pipeline.language.learned import REMEMBERED, ZERO, Learned, Model, features, pairs, shipped, words
from pipeline.language.reader import Reader


def model(**weights: int) -> Model:
    """A bucket a word, as near as hashes allow."""
    table = bytearray([ZERO] * 4_096)
    for word, steps in weights.items():
        number, _ = next(features(word))
        table[number % len(table)] = ZERO + steps
    return Model(bias=-1.0, scale=0.1, weights=bytes(table))


def test_a_text_without_words_has_the_odds_of_none() -> None:
    assert Learned(model()).odds(" ... ") == -1.0


def test_a_word_adds_its_weight_less_in_a_longer_text() -> None:
    learned = Learned(model(bad=20))
    assert learned.odds("bad") == pytest.approx(1.0)
    assert learned.odds("a bad one it") == pytest.approx(0.0)


def test_a_long_text_is_no_act_for_its_length() -> None:
    learned = Learned(model(bad=20))
    odds = [learned.odds("bad one " * pairs) for pairs in (5, 20, 80)]
    assert odds[0] < odds[1], "up to LONG words each adds"
    assert odds[1] == pytest.approx(odds[2]), "beyond them their mean counts"


def test_all_numbers_are_one_word() -> None:
    assert words("a 1234") == words("a 7")


def test_each_two_neighbours_are_a_pair_and_so_are_the_edges() -> None:
    assert pairs("is it back?") == ("| is", "is it", "it back", "back ?", "? |")


def test_a_pair_has_no_parts() -> None:
    assert len(list(features("frustrating frustration"))) == 1


def test_where_pairs_count_the_order_of_words_does() -> None:
    table = bytearray([ZERO] * 4_096)
    number, _ = next(features("is it"))
    table[number % len(table)] = ZERO + 20
    asked = Learned(Model(bias=-1.0, scale=0.1, weights=bytes(table), pairs=True))
    assert asked.odds("is it back") > asked.odds("it is back")


def test_a_long_word_is_also_its_parts() -> None:
    shared = {number for number, _ in features("frustrating")} & {number for number, _ in features("frustration")}
    assert len(shared) > 10


def test_signs_of_feeling_are_words() -> None:
    assert words("Why?! 😡") == ("why", "?", "!", "😡")


def test_memory_is_bounded() -> None:
    learned = Learned(model())
    for number in range(REMEMBERED + 10):
        learned.odds(f"w{chr(97 + number % 26)}{number}")
    assert len(learned._adds) <= REMEMBERED + 10


@pytest.mark.parametrize("act", ["distress", "problem", "closing", "empathy", "action", "over", "denial"])
def test_what_is_shipped_is_small(act: str) -> None:
    assert len(shipped(act)._adds._model.weights) <= 1 << 16


def test_a_problem_in_words_that_no_pattern_knows_is_heard() -> None:
    cues = [cue.name for cue in Reader().read("the kettle I ordered turned out to be a photo frame", "customer").cues]
    assert any(name.startswith("problem.") for name in cues)


@pytest.mark.parametrize(
    ("text", "role", "cue"),
    [
        ("The webhook fires again, last three events went through with 200.", "agent", "action.learned"),
        ("Landlord's been, the new lock is on and everything is as it should be.", "customer", "confirm.learned"),
        ("Hmm. Desk says there's nothing under my name.", "customer", "denial.learned"),
    ],
)
def test_what_no_pattern_knows_is_learned(text: str, role: Role, cue: str) -> None:
    names = [found.name for found in Reader().read(text, role).cues]
    assert cue in names


def test_bare_thanks_are_not_learned_as_the_end_they_hang_on_what_was_said_before() -> None:
    assert "confirm.learned" not in {cue.name for cue in Reader().read("perfect, thanks", "customer").cues}
