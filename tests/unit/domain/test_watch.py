"""What a partition's watch tells: facts for counting, and who is at risk."""

from typing import TypeVar

from pipeline.domain.conversation import Conversation
from pipeline.domain.events import StatusChange
from pipeline.domain.facts import (
    AgentWrote,
    AuthorityMissing,
    CustomerWrote,
    FirstReply,
    GapClosed,
    Judged,
    Place,
    PromiseOver,
    StepTaken,
)
from pipeline.domain.practice import ReplyTold
from pipeline.domain.risk import OpenNow, Risk
from pipeline.domain.rules import Rules
from pipeline.domain.templates import Templates
from pipeline.domain.watch import Watch
from tests.chat import ZERO, Chat

EMEA = Place("emea", "billing")
T = TypeVar("T")


def told(chat: Chat, kind: type[T]) -> list[T]:
    return [fact for fact in chat.facts if isinstance(fact, kind)]


def complaint(distress: float = 0.5, rules: Rules | None = None) -> Chat:
    chat = Chat(rules)
    event = StatusChange(
        id="s", conversation_id=chat.name, at=ZERO, role="system", status="opened", team=EMEA.team, queue=EMEA.queue
    )
    chat.tell(event)
    chat.customer(0, "problem.failure", distress=distress)
    return chat


def escalated() -> tuple[Chat, str]:
    """Empathy at 10, nothing done; and the escalation that opens at 190."""
    chat = complaint()
    chat.agent(10, "empathy.apology")
    chat.until(200)
    return chat, told(chat, StepTaken)[0].step.escalation_id


def at_risk(chat: Chat) -> list[Risk]:
    assert chat.partition.watch
    return chat.partition.watch.at_risk()


def test_the_first_reply_tells_how_long_the_customer_waited() -> None:
    chat = complaint()
    chat.agent(40)
    chat.customer(50)
    chat.agent(60)
    assert told(chat, FirstReply) == [FirstReply(EMEA, 40.0)]


def test_a_gap_that_an_action_closes_tells_how_long_it_was() -> None:
    chat = complaint()
    chat.agent(10, "empathy.apology")
    chat.action(70)
    assert told(chat, GapClosed) == [GapClosed(EMEA, 60.0)]


def test_a_gap_that_the_customer_ends_was_not_closed_by_the_agent() -> None:
    chat = complaint()
    chat.agent(10, "empathy.apology")
    chat.customer(70, "confirm.forgotten")
    assert told(chat, GapClosed) == []


def test_empathy_in_the_message_that_acts_leaves_no_gap() -> None:
    chat = complaint()
    chat.agent(10, "empathy.apology", "action.done")
    assert told(chat, GapClosed) == []


def test_a_promise_kept_by_the_action() -> None:
    chat = complaint()
    chat.agent(10, promise=("action", 600))
    chat.action(300)
    chat.end()
    assert told(chat, PromiseOver) == [PromiseOver(EMEA, kept=True)]


def test_a_promise_broken_by_time() -> None:
    chat = complaint()
    chat.agent(10, promise=("action", 600))
    chat.until(700)
    chat.action(800)
    assert told(chat, PromiseOver) == [PromiseOver(EMEA, kept=False)]


def test_a_promise_whose_time_passed_before_the_action_is_broken_though_no_time_was_told() -> None:
    chat = complaint()
    chat.agent(10, promise=("action", 600))
    chat.action(800)
    assert told(chat, PromiseOver) == [PromiseOver(EMEA, kept=False)]


def test_a_promise_renewed_or_no_longer_needed_is_neither() -> None:
    chat = complaint()
    chat.agent(10, promise=("action", 600))
    chat.agent(300, promise=("action", 900))
    chat.customer(400, "confirm.forgotten")
    chat.end()
    assert told(chat, PromiseOver) == []


def test_a_limit_tells_once_what_was_wanted() -> None:
    chat = complaint()
    chat.agent(10, "authority.none")
    chat.agent(30, "authority.none")
    assert [fact.place for fact in told(chat, AuthorityMissing)] == [EMEA]


def test_each_message_of_a_customer_is_told_by_what_it_is_like_to_read() -> None:
    calm, desperate = complaint(distress=0.4), complaint(distress=0.9)
    calm.customer(10, "anger.insult")
    desperate.customer(10, "anger.swear", distress=0.9)
    assert [fact.load for fact in told(calm, CustomerWrote)] == ["ordinary", "abusive"]
    assert [fact.load for fact in told(desperate, CustomerWrote)] == ["distressed", "distressed_and_abusive"]


def test_a_text_said_again_in_a_later_reply_is_canned() -> None:
    chat = complaint()
    chat.agent(10, sketch=(1, 2, 3))
    chat.customer(60, "problem.unmet")
    chat.agent(90, sketch=(1, 2, 3))
    chat.agent(95, sketch=(4, 5, 6))
    chat.agent(99)
    assert [fact.canned for fact in told(chat, AgentWrote)] == [False, True, False]


def test_a_learned_template_is_canned_the_first_time() -> None:
    chat = complaint(rules=Rules(templates=Templates([(1, 2, 3)])))
    chat.agent(10, sketch=(1, 2, 3))
    assert [fact.canned for fact in told(chat, AgentWrote)] == [True]


def test_a_verdict_tells_how_long_the_escalation_waited_for_it() -> None:
    chat, escalation = escalated()
    chat.feedback(250, escalation, "acknowledged")
    chat.feedback(260, escalation, "acknowledged")
    chat.feedback(300, escalation, "false_alarm")
    assert told(chat, Judged) == [
        Judged(EMEA, "empathy_without_action", "warning", "acknowledged", 60.0),
        Judged(EMEA, "empathy_without_action", "warning", "false_alarm", 110.0),
    ]


def test_each_step_tells_where_it_was_taken_though_the_event_says_so_only_when_it_opens() -> None:
    chat = complaint()
    chat.agent(10, "empathy.apology")
    chat.until(300)
    chat.action(400)
    assert [(fact.place, fact.step.type) for fact in told(chat, StepTaken)] == [
        (EMEA, "opened"),
        (EMEA, "withdrawn"),
    ]


def test_a_reply_is_told_when_it_is_over_at_the_latest_when_the_conversation_is() -> None:
    chat = complaint()
    chat.agent(10, "empathy.apology")
    assert told(chat, ReplyTold) == []
    chat.end()
    assert [reply.kind for reply in told(chat, ReplyTold)] == ["empathic_only"]


def test_an_event_that_comes_twice_is_told_once() -> None:
    chat = complaint()
    event = StatusChange(id="again", conversation_id=chat.name, at=ZERO + 10_000, role="system", status="closed")
    chat.agent(5)
    chat.tell(event)
    facts = list(chat.facts)
    chat.tell(event)
    assert chat.facts == facts


def test_a_conversation_is_at_risk_from_the_gap_until_the_action() -> None:
    chat = complaint()
    before = at_risk(chat)
    chat.agent(10, "empathy.apology")
    during = at_risk(chat)
    chat.action(70)
    assert (before, during, at_risk(chat)) == ([], [Risk(EMEA, distressed=False)], [])


def test_high_distress_is_a_risk_of_its_own() -> None:
    assert at_risk(complaint(distress=0.9)) == [Risk(EMEA, distressed=True)]


def test_an_open_escalation_is_told_with_whether_a_senior_has_seen_it() -> None:
    chat, escalation = escalated()
    opened = at_risk(chat)
    chat.feedback(250, escalation, "acknowledged")
    seen = at_risk(chat)
    assert [risk.open for risk in (*opened, *seen)] == [
        (OpenNow("empathy_without_action", "warning", ZERO + 190_000, acknowledged=False),),
        (OpenNow("empathy_without_action", "warning", ZERO + 190_000, acknowledged=True),),
    ]


def test_what_is_not_committed_was_never_seen() -> None:
    chat = complaint()
    event = StatusChange(id="x", conversation_id="other", at=ZERO, role="system", status="opened", team="apac")
    chat.partition.fold(event)
    chat.partition.abort()
    chat.facts.clear()
    chat.agent(10, "empathy.apology")
    assert at_risk(chat) == [Risk(EMEA, distressed=False)]
    assert all(not isinstance(fact, ReplyTold) for fact in chat.facts)


def test_a_worker_that_takes_over_goes_on_from_what_was_at_risk() -> None:
    watch = Watch(Rules())
    watch.take_over("c", Risk(EMEA, distressed=True))
    watch.time("c", Conversation("c"), None, ())
    assert (watch.at_risk(), watch.risk("c")) == ([Risk(EMEA, distressed=True)], None)
    watch.commit()
    assert watch.at_risk() == []


def test_a_name_beyond_all_reason_is_cut() -> None:
    chat = Chat()
    event = StatusChange(id="s", conversation_id=chat.name, at=ZERO, role="system", status="opened", team="t" * 900_000)
    chat.tell(event)
    chat.customer(0, "problem.failure")
    assert told(chat, CustomerWrote)[0].place == Place("t" * 64)
