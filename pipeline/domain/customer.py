"""What a message of the customer does to a conversation."""

from msgspec import structs

from pipeline.domain import feelings, gap, life, resolution, turns
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Message
from pipeline.domain.proof import first_cue, whole
from pipeline.domain.rules import milliseconds
from pipeline.domain.state import Pending, Problem


def write(steps: Steps, message: Message) -> None:
    """Fold one message of the customer."""
    work, reading, at = steps.work, message.reading, message.at
    work.agent_spoke_last = False
    if work.closed_at is not None:
        if not reading.substance:
            _confirm(steps, message)
            return
        life.reopen(work)
    _take_turn(steps, message)
    if not reading.supported:
        work.language_unsupported = True
        gap.run_or_rest(work, at)
        return
    if reading.opening:
        feelings.feel(work, reading.distress, steps.rules)
    _state_problem(steps, message)
    _warn(steps, message)
    if reading.opening:
        feelings.judge(steps, whole(message, "distress"))
    _ask_for_help(steps, message)
    gap.run_or_rest(work, at)


def _take_turn(steps: Steps, message: Message) -> None:
    work = steps.work
    if first_cue(message, "talk.filler") is not None and not message.reading.substance:
        return
    # "Ok" answers a question; said of itself it asks for nothing.
    if message.reading.substance or work.ball_with_customer:
        turns.await_reply(work, message, whole(message, "unanswered"))
    work.ball_with_customer = False


def _state_problem(steps: Steps, message: Message) -> None:
    work = steps.work
    stated = first_cue(message, "problem.")
    if stated is None and message.reading.distress >= steps.rules.distress_problem:
        stated = whole(message, "problem.distress")
    denied = first_cue(message, "denial")
    if _confirm(steps, message):
        return
    if denied is not None and work.claim is not None and work.problem is None:
        resolution.deny(steps, denied)
    elif work.problem is None and stated is not None:
        work.problem = Problem(message.at, stated)
    if first_cue(message, "objection") is not None:
        resolution.object_to_refusal(steps)


def _confirm(steps: Steps, message: Message) -> bool:
    over = first_cue(message, "confirm.") is not None and first_cue(message, "problem.") is None
    if over:
        resolution.confirm(steps, message.at)
    return over


def _warn(steps: Steps, message: Message) -> None:
    work = steps.work
    threat = first_cue(message, "threat.")
    if threat is None:
        return
    if work.problem is None:
        work.problem = Problem(message.at, threat, threat)
    elif work.problem.threat is None:
        work.problem = structs.replace(work.problem, threat=threat)
    steps.raise_severity(message.at, threat)


def _ask_for_help(steps: Steps, message: Message) -> None:
    work, rules = steps.work, steps.rules
    asked = first_cue(message, "senior.")
    if asked is not None and work.senior is None and work.find("asked_for_senior") is None:
        work.senior = Pending(asked, message.at + milliseconds(rules.senior_wait))
    in_need = first_cue(message, "vulnerable.")
    if in_need is not None:
        steps.open("vulnerable", message.at, _with_problem(steps, in_need))


def _with_problem(steps: Steps, shown: Evidence) -> tuple[Evidence, ...]:
    problem = steps.work.problem
    return (shown,) if problem is None else (shown, problem.evidence)
