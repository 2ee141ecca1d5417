"""What is learned of words, and when it speaks."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, product
from string import ascii_lowercase

import pytest

from pipeline.domain.events import Role
from pipeline.language.features import Pair, pairs, parts, share, whole, words
from pipeline.language.learned import GROUPS, REMEMBERED, RULED_OUT, ZERO, Learned, Model, model
from pipeline.language.reader import Reader


def made(*, paired: bool = False, **steps: int) -> Model:
    """A bucket a word, as near as hashes allow; an underscore joins a pair."""
    table = bytearray([ZERO] * 4_096)
    for name, step in steps.items():
        one, _, other = name.partition("_")
        token: str | Pair = (one, other) if other else one
        table[whole(token) % len(table)] = ZERO + step
    return Model(bias=-1.0, scale=0.1, weights=bytes(table), pairs=paired)


def of(act: Model) -> Learned:
    return Learned({"act": act})


def test_a_text_without_words_has_the_odds_of_none() -> None:
    assert of(made()).odds("act", " ... ") == -1.0


def test_a_word_adds_its_weight_less_in_a_longer_text() -> None:
    learned = of(made(bad=20))
    assert learned.odds("act", "bad") == pytest.approx(1.0)
    assert learned.odds("act", "a bad one it") == pytest.approx(0.0)


def test_a_long_text_is_no_act_for_its_length() -> None:
    learned = of(made(bad=20))
    odds = [learned.odds("act", "bad one " * times) for times in (5, 20, 80)]
    assert odds[0] < odds[1], "up to LONG words each adds"
    assert odds[1] == pytest.approx(odds[2]), "beyond them their mean counts"


def test_acts_told_together_are_told_as_each_alone() -> None:
    text = "a bad one, frustratingly, and 3 good ones?!"
    acts = {"one": made(bad=20, good=-7), "two": made(paired=True, good=120, bad_one=-40), "three": made(one=-128)}
    together = Learned(acts)
    for name, act in acts.items():
        assert together.odds(name, text) == of(act).odds("act", text)


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns after every few steps."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_threads_that_ask_at_once_are_told_of_their_own_texts() -> None:
    learned = of(made(paired=True, bad=120, good=-120, is_bad=60, is_good=-60))
    texts = ("it is bad", "it is good", "it is")
    asked = {
        text: of(made(paired=True, bad=120, good=-120, is_bad=60, is_good=-60)).odds("act", text) for text in texts
    }

    def ask(text: str) -> bool:
        return all(learned.odds("act", text) == asked[text] for _ in range(10_000))

    with ThreadPoolExecutor(3) as threads:
        assert all(threads.map(ask, asked))


def test_the_longest_text_of_the_heaviest_words_overflows_nothing() -> None:
    heavy = Model(bias=0.0, scale=1.0, weights=bytes([255]) * 4_096, pairs=True)
    light = Model(bias=0.0, scale=1.0, weights=bytes(4_096), pairs=True)
    text = "frustratingly " * 2_000
    together = Learned({"heavy": heavy, "light": light})
    each = (1.0 + len(parts("frustratingly")) ** 0.5 + 1.0) * 2_000 * share(2_000)
    assert together.odds("heavy", text) == pytest.approx(127 * each, rel=1e-3)
    assert together.odds("light", text) < 0


def test_all_numbers_are_one_word() -> None:
    assert words("a 1234") == words("a 7")


def test_a_long_word_is_also_its_parts() -> None:
    assert len(set(parts("frustrating")) & set(parts("frustration"))) > 10


def test_a_short_word_has_no_parts() -> None:
    assert not parts("was")


def test_signs_of_feeling_are_words() -> None:
    assert words("Why?! 😡") == ("why", "?", "!", "😡")


def test_each_two_neighbours_are_a_pair_and_so_are_the_edges() -> None:
    assert pairs(("is", "it")) == (("|", "is"), ("is", "it"), ("it", "|"))


def test_where_pairs_count_the_order_of_words_does() -> None:
    learned = of(made(paired=True, is_it=20))
    assert learned.odds("act", "is it back") > learned.odds("act", "it is back")


def test_what_single_words_rule_out_no_pair_brings_back() -> None:
    learned = of(made(paired=True, hopeless=-60, is_it=127))
    assert learned.odds("act", "is it hopeless") < RULED_OUT


def test_memory_is_bounded() -> None:
    learned = of(made(paired=True))
    distinct = ["".join(letters) for letters in islice(product(ascii_lowercase, repeat=4), 2 * REMEMBERED)]
    for word in distinct:
        learned.odds("act", word)
    assert len(learned._words) <= REMEMBERED + 10
    assert len(learned._pairs) <= REMEMBERED + 10


def test_a_word_too_long_to_come_again_is_told_and_not_kept() -> None:
    learned = of(made(paired=True, x=1))
    assert learned.odds("act", "a" * 4_000) == of(made(paired=True, x=1)).odds("act", "a" * 4_000)
    assert not learned._words
    assert not learned._pairs


@pytest.mark.parametrize("act", [act for group in GROUPS for act in group])
def test_what_is_shipped_is_small(act: str) -> None:
    assert len(model(act).weights) <= 1 << 16


def test_a_problem_in_words_that_no_pattern_knows_is_heard() -> None:
    cues = [cue.name for cue in Reader().read("the kettle I ordered turned out to be a photo frame", "customer").cues]
    assert any(name.startswith("problem.") for name in cues)


@pytest.mark.parametrize(
    ("text", "role", "cue"),
    [
        ("The webhook fires again, last three events went through with 200.", "agent", "action.learned"),
        ("Landlord's been, the new lock is on and everything is as it should be.", "customer", "confirm.learned"),
        ("The voucher code that you gave me is refused at the till", "customer", "denial.learned"),
        (
            "Bespoke curtains are made to your measurements, that's why they can't be returned.",
            "agent",
            "refusal.learned",
        ),
        ("Being first line, I can't restart production servers.", "agent", "authority.learned"),
        ("Adding our network engineer to the conversation.", "agent", "handoff.learned"),
        ("Give us till Thursday and your bike will be ready.", "agent", "promise.learned"),
    ],
)
def test_what_no_pattern_knows_is_learned(text: str, role: Role, cue: str) -> None:
    names = [found.name for found in Reader().read(text, role).cues]
    assert cue in names


def test_what_is_stated_beside_a_question_is_read_without_it() -> None:
    text = "The voucher shows as spent. Who used it?"
    (found,) = [cue for cue in Reader().read(text, "customer").cues if cue.name == "problem.learned"]
    assert text[found.start : found.end] == "The voucher shows as spent"


def test_who_says_something_of_themselves_before_they_ask_has_no_problem() -> None:
    found = Reader().read("Hello, I study law in the second year. Who signs form B?", "customer").cues
    assert "problem.learned" not in {cue.name for cue in found}


def test_bare_thanks_are_not_learned_as_the_end_they_hang_on_what_was_said_before() -> None:
    assert "confirm.learned" not in {cue.name for cue in Reader().read("perfect, thanks", "customer").cues}
