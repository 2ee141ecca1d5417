"""What a senior takes is acknowledged: told to the judgement, once for each escalation and assignment."""

from msgspec.structs import replace

from pipeline.domain.events import Feedback
from pipeline.domain.floor import Answer, AnswerType, Floor, RoutingEvent
from pipeline.domain.floor_book import FloorBook
from pipeline.domain.routing_draft import assignment_id
from pipeline.domain.rules import Rules
from tests.floors import BEGIN, escalation, senior

STEP = replace(escalation("c-1"), partition=3)


class Play:
    """A floor with two seniors, told one thing after the other."""

    def __init__(self) -> None:
        self.book = FloorBook(Rules())
        self.tell(senior("a"), senior("b"))

    def tell(self, *events: RoutingEvent) -> list[Feedback]:
        out: list[Feedback] = []
        for event in events:
            self.book.fold(event)
            out += self.book.taken
        return out

    def answer(self, who: str, what: AnswerType, seconds: int = 5) -> Answer:
        return Answer(
            at=BEGIN + seconds * 1_000, conversation_id="c-1", senior_id=who, answer=what,
            assignment_id=assignment_id(self.floor.cases["c-1"]),
        )  # fmt: skip

    @property
    def floor(self) -> Floor:
        return self.book.floor


def test_an_escalation_is_acknowledged_by_who_accepts_it_at_that_time() -> None:
    play = Play()
    assert not play.tell(STEP), "assigned is not taken"
    [told] = play.tell(play.answer("a", "accept"))
    assert (told.escalation_id, told.author_id, told.verdict) == (STEP.escalation_id, "a", "acknowledged")
    assert told.at == BEGIN + 5_000


def test_an_answer_that_is_given_twice_tells_nothing_new() -> None:
    play = Play()
    play.tell(STEP)
    answer = play.answer("a", "accept")
    assert play.tell(answer)
    assert not play.tell(answer)


def test_what_opens_while_somebody_has_the_conversation_is_theirs() -> None:
    play = Play()
    play.tell(STEP)
    play.tell(play.answer("a", "accept"))
    later = replace(escalation("c-1", reason="unanswered", at=BEGIN + 9_000), partition=3)
    [told] = play.tell(later)
    assert (told.escalation_id, told.author_id) == (later.escalation_id, "a")


def test_who_takes_over_acknowledges_and_who_declines_does_not() -> None:
    play = Play()
    play.tell(STEP)
    owner = play.floor.cases["c-1"].owner or ""
    assert not play.tell(play.answer(owner, "decline"))
    other = play.floor.cases["c-1"].owner or ""
    [told] = play.tell(play.answer({"a": "b", "b": "a"}[other], "take_over"))
    assert told.author_id != other


def test_who_was_asked_and_takes_over_acknowledges() -> None:
    play = Play()
    play.tell(STEP)
    [told] = play.tell(Answer(at=BEGIN + 5_000, conversation_id="c-1", senior_id="a", answer="take_over"))
    assert (told.author_id, told.verdict) == ("a", "acknowledged")


def test_a_conversation_whose_partition_nobody_has_told_is_left() -> None:
    play = Play()
    play.tell(escalation("c-1"))
    assert not play.tell(play.answer("a", "accept"))


def test_the_same_log_gives_the_same_ids() -> None:
    def ids() -> list[str]:
        play = Play()
        play.tell(STEP)
        return [told.id for told in play.tell(play.answer("a", "accept"))]

    assert ids() == ids()
