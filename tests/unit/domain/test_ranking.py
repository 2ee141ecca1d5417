"""The score of an escalation step: who needs somebody most."""

from tests.chat import Chat


def score_of(chat: Chat) -> float:
    return next(step.score or 0.0 for step in reversed(chat.steps) if step.type == "opened")


def gap(*, distress: float = 0.4, later: float = 0.4, thanks: bool = False, threat: bool = False) -> Chat:
    chat = Chat()
    chat.customer(0, "problem.failure", distress=distress)
    chat.agent(10, "empathy.apology", "promise.check")
    chat.customer(20, *(["talk.thanks"] if thanks else []), *(["threat.legal"] if threat else []), distress=later)
    return chat.until(400)


def test_distress_that_rises_counts_more_than_distress_that_falls() -> None:
    assert score_of(gap(distress=0.3, later=0.8)) > score_of(gap()) > score_of(gap(distress=0.5, later=0.1))


def test_thanks_lower_it_and_a_threat_raises_it() -> None:
    assert score_of(gap(thanks=True)) < score_of(gap()) < score_of(gap(threat=True))


def test_sympathy_again_with_nothing_done_raises_it() -> None:
    chat = Chat()
    chat.customer(0, "problem.failure", distress=0.4)
    chat.agent(10, "empathy.apology")
    chat.customer(20, distress=0.4)
    chat.agent(90, "empathy.apology")
    assert score_of(chat.end()) > score_of(gap())


def test_every_step_has_one_between_nought_and_one() -> None:
    chat = gap(threat=True)
    chat.action(500)
    assert {step.type for step in chat.steps} == {"opened", "withdrawn"}
    assert all(0 < (step.score or 0) < 1 for step in chat.steps)
