"""Whose turn it is: replies, the ball, the customer's wait."""

from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Message
from pipeline.domain.rules import Rules, milliseconds
from pipeline.domain.state import Draft, Reply, Waiting

REMEMBERED_REQUESTS = 16


def begin_reply(work: Draft, agent: str, at: int, rules: Rules) -> Reply:
    """The reply that a message of an agent belongs to: the one being written, or a new one."""
    last = work.reply
    if last is None:
        return Reply(agent, at, 1)
    pause = at - last.last_at
    same = work.agent_spoke_last and agent == last.agent
    if same and pause <= milliseconds(rules.reply_pause):
        return Reply(agent, max(at, last.last_at), last.number, last.empathic, last.apologetic)
    return Reply(agent, at, last.number + 1)


def pass_ball_to_customer(work: Draft, requests: tuple[int, ...]) -> None:
    """A request that the agent needs answered gives the ball away; the same again does not."""
    if any(key not in work.asked for key in requests):
        work.ball_with_customer = True
    fresh = tuple(key for key in requests if key not in work.asked)
    work.asked = (*work.asked, *fresh)[-REMEMBERED_REQUESTS:]


def await_reply(work: Draft, message: Message, shown: Evidence) -> None:
    """The customer waits from the first message that nobody has answered."""
    if work.waiting is None:
        work.waiting = Waiting(message.at, shown, first=not work.replied)


def answered(steps: Steps, at: int) -> None:
    """Any reply of a person ends the customer's wait. A greeting before their first word replies to nothing."""
    work = steps.work
    work.replied = work.replied or work.waiting is not None or bool(work.levels)
    work.waiting = None
    steps.withdraw(at, "answered", "unanswered")


def reply_due(work: Draft, rules: Rules) -> int | None:
    """When the customer will have waited too long (ms)."""
    waiting = work.waiting
    if waiting is None or waiting.fired:
        return None
    seconds = rules.first_reply_wait if waiting.first else rules.later_reply_wait
    if work.distress >= rules.distress_high:
        seconds *= rules.distressed_share
    return waiting.since + milliseconds(seconds)
