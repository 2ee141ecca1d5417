"""From an escalation to a senior who acts, one rule a test."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from pipeline.domain.escalation import EscalationStep, Evidence
from pipeline.domain.floor import Answer, AnswerType, Decision, Floor, Need, Presence, RoutingEvent
from pipeline.domain.routing import due, step
from pipeline.domain.rules import Rules
from tests.floors import BEGIN, escalation, senior

RULES = Rules(group_above=3)
SECOND = 1_000
HOUR = 3_600


@dataclass
class Play:
    """A floor, told one thing after the other."""

    floor: Floor = field(default_factory=Floor)
    said: list[Decision] = field(default_factory=list)

    def tell(self, *events: RoutingEvent) -> None:
        for event in events:
            self.floor, said = step(self.floor, event, RULES)
            self.said += said

    def wait(self, seconds: int) -> None:
        self.floor, said = due(self.floor, BEGIN + seconds * SECOND, RULES)
        self.said += said

    def answer(
        self, who: str, what: AnswerType, seconds: int, conversation: str = "c-1", to: str | None = None
    ) -> None:
        latest = [one for one in self.said if one.conversation_id == conversation and one.assignment_id]
        self.tell(
            Answer(
                at=BEGIN + seconds * SECOND, conversation_id=conversation, senior_id=who, answer=what, to=to,
                assignment_id=latest[-1].assignment_id if latest else None,
            )
        )  # fmt: skip

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        return [(one.type, one.why, one.senior) for one in self.said]


def played(*events: RoutingEvent) -> Play:
    play = Play()
    play.tell(*events)
    return play


def owner(play: Play, conversation: str = "c-1") -> str | None:
    return play.floor.cases[conversation].owner


def test_the_least_loaded_gets_it() -> None:
    play = played(senior("a", capacity=2), senior("b", capacity=2), escalation("c-1"), escalation("c-2"))
    assert {owner(play), owner(play, "c-2")} == {"a", "b"}


def test_severity_goes_first_then_age() -> None:
    play = played(
        escalation("old"), escalation("young", at=BEGIN + 1),
        escalation("worst", at=BEGIN + 2, reason="vulnerable", severity="critical"), senior("a", at=BEGIN + 3),
    )  # fmt: skip
    play.answer("a", "done", 10, "worst")
    play.answer("a", "done", 20, "old")
    assert [one.conversation_id for one in play.said if one.type == "assigned"] == ["worst", "old", "young"]


def test_never_the_agent_concerned() -> None:
    play = played(senior("ag-1"), escalation("c-1"))
    assert owner(play) is None
    play.tell(senior("boss", supervisor=True))
    assert owner(play) == "boss"


def test_only_who_may_approve_gets_what_needs_authority() -> None:
    play = played(senior("a", may_approve=False), senior("z"), escalation("c-1", reason="no_authority"))
    assert owner(play) == "z"


def test_team_skill_language_and_refund_limit_decide_who_can() -> None:
    play = played(escalation("c-1"), Need(at=BEGIN, conversation_id="c-1", language="de", skill="loans", refund=90))
    play.tell(
        senior("other-team", teams=("apac",), languages=("de",), refund_limit=100),
        senior("other-skill", skills=("cards",), languages=("de",), refund_limit=100),
        senior("other-language", refund_limit=100),
        senior("other-limit", languages=("de",), refund_limit=50),
    )
    assert owner(play) is None
    play.tell(senior("fits", teams=("emea",), skills=("loans",), languages=("de", "en"), refund_limit=90))
    assert owner(play) == "fits"


def test_who_does_not_acknowledge_is_passed_over_then_a_supervisor_is_asked() -> None:
    play = played(senior("a"), senior("b"), senior("boss", supervisor=True), escalation("c-1"))
    play.wait(60)
    assert owner(play) == "b"
    play.wait(120)
    assert owner(play) == "boss"
    assert [kind for kind, _, _ in play.told] == ["assigned", "overdue", "reassigned", "overdue", "reassigned"]


def test_a_critical_one_is_to_be_acknowledged_within_half_a_minute() -> None:
    play = played(senior("a"), senior("b"), escalation("c-1", reason="vulnerable", severity="critical"))
    play.wait(29)
    assert owner(play) == "a"
    play.wait(30)
    assert owner(play) == "b"


def test_acknowledged_and_still_no_action_goes_one_level_up() -> None:
    play = played(senior("a"), senior("b"), senior("boss", supervisor=True), escalation("c-1"))
    play.answer("a", "accept", 10)
    play.wait(189)
    assert owner(play) == "a"
    play.wait(190)
    assert owner(play) == "boss"
    assert play.said[-1].why == "not_acted"
    assert play.said[-1].previous == "a"


def test_an_owner_who_is_escalated_anew_hands_up() -> None:
    play = played(senior("a"), senior("boss", supervisor=True), escalation("c-1"))
    play.answer("a", "accept", 10)
    play.tell(escalation("c-1", at=BEGIN + 60 * SECOND, reason="distress", agent="a"))
    assert owner(play) == "boss"


def test_a_withdrawn_escalation_frees_its_senior() -> None:
    play = played(senior("a"), escalation("c-1"), escalation("c-2", at=BEGIN + 1))
    play.tell(escalation("c-1", "withdrawn", BEGIN + 2))
    assert owner(play) is None
    assert owner(play, "c-2") == "a"
    assert play.told[1:] == [("released", "ended", "a"), ("assigned", "opened", "a")]


def test_one_senior_for_all_escalations_of_a_conversation() -> None:
    play = played(senior("a", capacity=2), escalation("c-1"), escalation("c-1", reason="distress"))
    assert play.told == [("assigned", "opened", "a")]
    play.tell(escalation("c-1", "withdrawn"))
    assert owner(play) == "a"


def test_declined_goes_to_the_next_and_comes_back_when_all_were_asked() -> None:
    play = played(senior("a"), escalation("c-1"))
    play.answer("a", "decline", 5)
    assert owner(play) is None
    play.wait(65)
    assert play.said[-1].type == "overdue"
    play.wait(125)
    assert owner(play) == "a"


def test_handed_on_by_name_goes_there_if_there_is_room() -> None:
    play = played(senior("a"), senior("b"), senior("c"), escalation("c-1"))
    play.answer("a", "hand_on", 5, to="c")
    assert owner(play) == "c"
    assert play.said[-1].previous == "a"


def test_taking_over_needs_room_and_is_acknowledged_at_once() -> None:
    play = played(senior("a"), senior("b"), escalation("c-1"), escalation("c-2"))
    play.answer("b", "take_over", 5, "c-1")
    assert owner(play) == "a"
    play.tell(senior("b", capacity=2, at=BEGIN + 6 * SECOND))
    play.answer("b", "take_over", 7, "c-1")
    assert owner(play) == "b"
    assert play.floor.cases["c-1"].phase == "acknowledged"


def test_who_takes_over_what_they_were_asked_to_take_has_accepted_it() -> None:
    play = played(senior("a"), senior("b"), escalation("c-1"))
    play.tell(Answer(at=BEGIN + 5 * SECOND, conversation_id="c-1", senior_id="a", answer="take_over"))
    play.wait(100)
    assert play.told == [("assigned", "opened", "a")]
    assert play.floor.cases["c-1"].acknowledged_at == BEGIN + 5 * SECOND


def test_who_takes_over_what_they_have_accepted_gets_no_more_time_to_act() -> None:
    play = played(senior("a"), senior("b"), escalation("c-1"))
    play.answer("a", "accept", 5)
    play.answer("a", "take_over", 100)
    play.wait(185)
    assert play.said[-1].why == "not_acted"


def test_an_answer_to_an_earlier_assignment_counts_for_nothing() -> None:
    play = played(senior("a"), escalation("c-1"))
    stale = play.said[0].assignment_id
    play.answer("a", "decline", 5)
    play.wait(125)
    play.tell(
        Answer(at=BEGIN + 126 * SECOND, conversation_id="c-1", senior_id="a", answer="decline", assignment_id=stale)
    )
    assert owner(play) == "a"


def test_who_leaves_gives_everything_back() -> None:
    play = played(senior("a"), escalation("c-1"), senior("b"), Presence(at=BEGIN, senior_id="a", present=False))
    assert owner(play) == "b"
    assert play.said[-1].why == "left"


def test_with_less_room_the_latest_is_given_back() -> None:
    play = played(senior("a", capacity=2), escalation("c-1"), escalation("c-2", at=BEGIN + 1))
    play.tell(senior("a", capacity=1, at=BEGIN + 2))
    assert owner(play) == "a"
    assert owner(play, "c-2") is None


def test_nobody_free_is_said_once() -> None:
    play = played(escalation("c-1"))
    play.wait(59)
    assert not play.said
    play.wait(600)
    assert play.told == [("overdue", "queue", None)]


def test_an_unassigned_chat_alerts_the_team_and_a_senior_only_when_that_does_not_help() -> None:
    play = played(senior("a"), escalation("c-1", agent=None))
    assert play.told == [("assigned", "unassigned_chat", None)]
    play.wait(120)
    assert owner(play) == "a"


def test_many_at_once_are_one_alarm_for_the_team() -> None:
    play = played(*(escalation(f"c-{number}") for number in range(6)))
    assert play.told == [("grouped", "many_at_once", None)]
    play.wait(100)
    assert len(play.said) == 1
    play.tell(*(escalation(f"c-{number}", "withdrawn", BEGIN + 101 * SECOND) for number in range(5)))
    assert [one.why for one in play.said if one.type == "released" and one.conversation_id is None] == ["calm"]


def saying(told: EscalationStep, quote: str, missing: str = "an action") -> EscalationStep:
    shown = Evidence("m-1", BEGIN, "customer", "cue", quote)
    return replace(told, evidence=(shown,), missing=missing)


def test_of_somebody_in_danger_only_the_reason_leaves() -> None:
    danger = saying(escalation("c-1", reason="vulnerable", severity="critical"), "I cannot go on")
    play = played(senior("a"), saying(escalation("c-1"), "so sorry"), danger)
    play.wait(70)
    assert play.said[0].quote == "so sorry"
    assert [(one.quote, one.missing) for one in play.said[1:]] == [(None, None)] * len(play.said[1:])


def test_what_somebody_in_danger_said_is_told_of_no_other_reason_later() -> None:
    danger = escalation("c-1", reason="vulnerable", severity="critical")
    play = played(senior("a"), saying(escalation("c-1"), "so sorry"), saying(danger, "I cannot go on"))
    play.tell(escalation("c-1", "withdrawn", BEGIN + SECOND, reason="vulnerable"), senior("b"))
    play.wait(200)
    assert len(play.said) > 2
    assert not any(one.quote == "I cannot go on" for one in play.said)
    assert play.floor.cases["c-1"].quote == "so sorry"


def test_what_is_told_is_of_the_gravest_that_is_open_and_never_of_what_has_ended() -> None:
    distress = saying(escalation("c-1", reason="distress"), "I am furious", "calm words")
    danger = saying(escalation("c-1", reason="vulnerable", severity="critical"), "I cannot go on", "a person")
    minor = saying(escalation("c-1", reason="unanswered", severity="info"), "hello?", "a reply")
    play = played(distress, danger, minor)
    assert (play.floor.cases["c-1"].missing, play.floor.cases["c-1"].quote) == ("a person", None)
    play.tell(escalation("c-1", "closed", BEGIN + 1, reason="vulnerable"), senior("a"))
    assert (play.said[-1].missing, play.said[-1].quote) == ("calm words", "I am furious")
    play.tell(escalation("c-1", "withdrawn", BEGIN + 2, reason="distress"), senior("b"))
    play.answer("a", "decline", 5)
    assert (play.said[-1].senior, play.said[-1].missing, play.said[-1].quote) == ("b", "a reply", "hello?")


def test_of_two_as_grave_the_latest_is_told_also_when_it_is_told_anew() -> None:
    old, new = (saying(escalation("c-1", reason=why), why, why) for why in ("distress", "no_authority"))
    play = played(old, new)
    assert play.floor.cases["c-1"].quote == "no_authority"
    play.tell(saying(escalation("c-1", "raised", BEGIN + 1, reason="distress"), "worse", "distress"))
    assert (play.floor.cases["c-1"].missing, play.floor.cases["c-1"].quote) == ("distress", "worse")


def test_of_what_is_over_nothing_is_kept_that_was_written() -> None:
    play = played(saying(escalation("c-1"), "so sorry"))
    play.wait(24 * HOUR)
    assert play.floor.cases["c-1"].phase == "ended"
    assert "so sorry" not in str(play.floor)
    for end in ("withdrawn", "closed"):
        play = played(senior("a"), saying(escalation("c-1"), "so sorry"))
        play.tell(escalation("c-1", end, BEGIN + 1))
        assert "so sorry" not in str(play.floor)


def test_an_escalation_written_twice_changes_nothing() -> None:
    play = played(senior("a"), escalation("c-1"), escalation("c-1"), escalation("c-1", "withdrawn"))
    said = len(play.said)
    play.tell(escalation("c-1"), escalation("c-1", "withdrawn"))
    assert len(play.said) == said


def test_done_frees_the_senior_and_a_worse_turn_asks_again() -> None:
    play = played(senior("a"), escalation("c-1"))
    play.answer("a", "accept", 5)
    play.answer("a", "done", 50)
    assert owner(play) is None
    play.wait(400)
    assert owner(play) is None
    play.tell(escalation("c-1", "raised", BEGIN + 401 * SECOND, severity="critical"))
    assert owner(play) == "a"


def done_and_again(seconds: int) -> Play:
    """Late, accepted by a supervisor, done after 200 s, and needed again after so many."""
    play = played(senior("a", capacity=2), senior("boss", supervisor=True, capacity=2), escalation("c-1"))
    play.wait(70)
    play.answer("boss", "accept", 80)
    play.answer("boss", "done", 200)
    again = escalation("c-1", at=BEGIN + seconds * SECOND, reason="vulnerable", severity="critical")
    play.tell(again)
    return play


def test_what_was_done_and_is_needed_again_begins_anew() -> None:
    play = done_and_again(10 * HOUR)
    case = play.floor.cases["c-1"]
    assert (case.owner, case.level, case.late, case.acknowledged_at) == ("a", 0, False, None)
    assert case.opened_at == BEGIN + 10 * HOUR * SECOND
    play.answer("a", "accept", 10 * HOUR + 20)
    play.answer("a", "done", 10 * HOUR + 50)
    last = play.said[-1]
    assert (last.at - (last.opened_at or 0), (last.acknowledged_at or 0) - (last.opened_at or 0)) == (50_000, 20_000)
    assert last.in_time


def test_what_was_done_and_is_needed_again_just_before_it_would_expire_is_not_dropped() -> None:
    play = done_and_again(24 * HOUR - 10)
    play.answer("a", "accept", 24 * HOUR - 5)
    play.wait(24 * HOUR + 100)
    assert owner(play) == "a"


def test_what_opens_anew_gives_a_conversation_its_full_time_though_it_waits_since_long() -> None:
    play = played(escalation("c-1"), escalation("c-1", at=BEGIN + 23 * HOUR * SECOND, reason="vulnerable"))
    play.wait(25 * HOUR)
    assert play.floor.cases["c-1"].phase == "waiting"
    assert play.floor.cases["c-1"].opened_at == BEGIN
    play.wait(47 * HOUR)
    assert play.said[-1].why == "expired"


def test_what_is_done_and_never_withdrawn_is_released_once() -> None:
    play = played(senior("a"), escalation("c-1"))
    play.answer("a", "accept", 5)
    play.answer("a", "done", 50)
    play.wait(25 * HOUR)
    assert play.told[1:] == [("released", "done", "a")]
    assert not play.floor.cases


def test_a_chat_that_a_senior_has_goes_one_level_up_also_when_it_was_done() -> None:
    play = played(senior("a"), senior("b"), senior("boss", supervisor=True), escalation("c-1"))
    play.answer("a", "accept", 5)
    play.answer("a", "done", 50)
    play.tell(escalation("c-1", at=BEGIN + 90 * SECOND, reason="distress", agent="a"))
    assert owner(play) == "boss"
