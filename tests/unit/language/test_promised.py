"""What a message promises, where only the whole message shows that it does."""

import pytest

from pipeline.domain.cues import Deadline, PromiseMade
from pipeline.language.reader import Reader


def learned(text: str) -> PromiseMade:
    reading = Reader().read(text, "agent")
    (made,) = reading.promises
    assert reading.cues[made.cue].name == "promise.learned"
    return made


def test_the_time_is_that_of_what_comes_not_of_what_was() -> None:
    made = learned("Two weeks without it. Give us till Thursday and your bike will be ready.")
    assert made.deadline == Deadline("weekday", 3)


def test_a_deed_is_promised() -> None:
    assert learned("Give us till Thursday and your bike will be ready.").kind == "action"


def test_what_only_brings_news_is_the_promise_of_an_answer() -> None:
    assert learned("You can count on a call back today before we close at 7.").kind == "answer"


def test_what_hangs_on_something_is_not_promised() -> None:
    assert not Reader().read("As soon as the part is in, your bike will be ready.", "agent").promises


def test_what_is_said_aside_is_not_asked_for_a_promise() -> None:
    assert not Reader().read("The seller will put this right soon, I'm sure the seller will soon.", "agent").promises
    assert learned("I'm sure you'll love it. Give us till Thursday and your bike will be ready.").kind == "action"


@pytest.mark.parametrize(
    "text",
    [
        "Our night desk will get in touch shortly.",
        "The planners will look into it and get back to you shortly.",
        "The fitters will be reaching out to you shortly.",
        "You'll have our answer shortly.",
    ],
)
def test_word_to_the_customer_is_an_answer_whatever_else_sees_it(text: str) -> None:
    assert {made.kind for made in Reader().read(text, "agent").promises} == {"answer"}


def test_a_deed_beside_the_word_is_promised_too() -> None:
    made = Reader().read("You'll get a new card and an update by Friday.", "agent").promises
    assert "action" in {promise.kind for promise in made}
