"""Differences between two sets of rules."""

from pipeline.domain.escalation import EscalationStep, Reason
from pipeline.learning.comparing import alarms, differences


def step(conversation: str, reason: Reason, at: int, score: float = 0.5) -> EscalationStep:
    return EscalationStep(
        escalation_id=f"{conversation}-{reason}", conversation_id=conversation, type="opened", reason=reason,
        severity="info", at=at, rules_version="r", score=score,
    )  # fmt: skip


def test_what_is_the_same_is_no_difference() -> None:
    assert differences([step("a", "distress", 1)], [step("a", "distress", 1)]) == []


def test_added_dropped_and_moved_the_most_urgent_first() -> None:
    now = [step("a", "distress", 1, 0.2), step("b", "unanswered", 5, 0.3)]
    then = [step("b", "unanswered", 9, 0.3), step("c", "distress", 7, 0.9)]
    found = [(d.change, d.conversation_id, d.was, d.at) for d in differences(now, then)]
    assert found == [("added", "c", None, 7), ("moved", "b", 5, 9), ("dropped", "a", 1, None)]


def test_verdicts_count_where_these_rules_open_the_same() -> None:
    verdicts = {"a-distress": "false_alarm", "b-unanswered": "resolved", "z-distress": "false_alarm"}
    found = alarms([step("a", "distress", 1), step("b", "unanswered", 5), step("c", "distress", 2)], verdicts)  # type: ignore[arg-type]
    assert (found.false, found.judged, found.opened.total()) == (1, 2, 3)
