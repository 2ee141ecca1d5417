"""Replies to a problem, by empathy and action."""

from pipeline.domain.cues import Cue, Reading
from pipeline.domain.events import ConversationEvent, Event
from pipeline.domain.practice import Kind, ReplyTold, observe
from tests.chat import Chat


class Watched(Chat):
    """A chat whose replies are observed."""

    def __init__(self) -> None:
        super().__init__()
        self.writing: ReplyTold | None = None
        self.over: list[ReplyTold] = []

    def tell(self, event: Event) -> str:
        assert isinstance(event, ConversationEvent)
        before = self.partition.state(self.name)
        told = super().tell(event)
        observed = observe(self.writing, before, event, self.partition.state(self.name))
        self.writing = observed.writing
        if observed.over is not None:
            self.over.append(observed.over)
        return told

    @property
    def kinds(self) -> list[Kind]:
        return [reply.kind for reply in self.over]


def with_problem() -> Watched:
    chat = Watched()
    chat.customer(0, "problem.failure", distress=0.5)
    return chat


def test_each_reply_to_a_problem_is_one_of_four() -> None:
    chat = with_problem()
    chat.agent(10, "empathy.apology")
    chat.customer(20)
    chat.agent(30)
    chat.customer(40)
    chat.agent(50, "empathy.care", "action.done")
    chat.customer(60, "denial")
    chat.agent(70, "action.done")
    chat.status(80, "closed")
    assert chat.kinds == ["empathic_only", "neither", "empathic_and_acted", "acted_only"]


def test_sorry_for_the_delay_is_empathy_where_the_delay_is_the_problem() -> None:
    chat = Watched()
    late = Reading(cues=(Cue("problem.failure", "my parcel is a week late", 0, 5),), opening="my parcel is a week late")
    chat.message(0, "customer", "cu", late)
    chat.agent(10, "courtesy.delay", "action.done")
    chat.customer(20)
    assert chat.kinds == ["empathic_and_acted"]


def test_what_is_written_within_a_minute_is_one_reply() -> None:
    chat = with_problem()
    chat.agent(10, "empathy.apology")
    chat.agent(40, "action.done")
    chat.customer(50)
    assert chat.kinds == ["empathic_and_acted"]


def test_after_a_longer_pause_it_is_another() -> None:
    chat = with_problem()
    chat.agent(10, "empathy.apology")
    chat.agent(100, "action.done")
    chat.customer(110)
    assert chat.kinds == ["empathic_only", "acted_only"]


def test_a_structured_action_belongs_to_the_reply_beside_it() -> None:
    before, after = with_problem(), with_problem()
    before.agent(10, "empathy.apology")
    before.action(20)
    before.customer(30)
    after.agent(2, "talk.greeting")
    after.customer(5)
    after.action(20)
    after.agent(30, "empathy.apology")
    after.customer(40)
    assert before.kinds == ["empathic_and_acted"]
    assert after.kinds == ["neither", "empathic_and_acted"]


def test_a_failed_action_is_none() -> None:
    chat = with_problem()
    chat.agent(10, "empathy.apology")
    chat.action(20, outcome="failed")
    chat.customer(30)
    assert chat.kinds == ["empathic_only"]


def test_where_there_is_no_problem_nothing_is_told() -> None:
    chat = Watched()
    chat.customer(0, "asks.question")
    chat.agent(10, "empathy.apology")
    chat.bot(15)
    chat.customer(20)
    assert chat.kinds == []


def test_another_agent_writes_a_reply_of_his_own() -> None:
    chat = with_problem()
    chat.agent(10, "empathy.apology", by="ag-1")
    chat.agent(20, "action.done", by="ag-2")
    chat.customer(30)
    assert [(reply.agent, reply.kind) for reply in chat.over] == [("ag-1", "empathic_only"), ("ag-2", "acted_only")]
