"""Who takes over, or hands on: answers on the routing topic."""

import time
from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from pipeline.console.floor import FloorStore
from pipeline.domain.floor import Answer
from pipeline.domain.routing_draft import assignment_id
from pipeline.ops.kafka_clients import write
from pipeline.ops.settings import Settings
from pipeline.wire.routing import encode_event

What: TypeAlias = Literal["take_over", "hand_on", "accept", "done"]
SendAnswer: TypeAlias = Callable[[Answer], None]
"""Writes an answer and returns when the broker has it. Called in a thread. Raises Complaint."""


class Handed(Struct, frozen=True, kw_only=True):
    """What the page's form sends."""

    conversation_id: str
    what: What
    to: str = ""
    """Who is to have it; handed on to nobody: the next."""
    by: str = ""
    """Who says so, where it is for oneself."""


class HandingError(ValueError):
    """Why it cannot be; for the person who asked."""


def answer_of(handed: Handed, floor: FloorStore, now_ms: int) -> Answer:
    """The answer for routing; raises HandingError. Routing decides: what no longer fits changes nothing."""
    case = floor.case(handed.conversation_id)
    if case is None or case.phase in {"done", "ended"}:
        raise HandingError("nobody is needed there any more")
    known = {one.senior_id for one in floor.seniors}
    if handed.what == "take_over":
        senior = handed.to or handed.by
        if senior not in known:
            raise HandingError(f"{senior or 'nobody'} is no senior here; your name, under Keys, must be your senior id")
        return Answer(at=now_ms, conversation_id=case.conversation_id, senior_id=senior, answer="take_over")
    if case.owner is None:
        raise HandingError("nobody has it")
    if handed.what == "hand_on" and handed.to and handed.to not in known:
        raise HandingError(f"{handed.to or 'nobody'} is no senior here")
    return Answer(
        at=now_ms,
        conversation_id=case.conversation_id,
        senior_id=case.owner,
        answer=handed.what,
        assignment_id=assignment_id(case),
        to=handed.to or None,
    )


def sender(settings: Settings) -> SendAnswer:
    """What writes to Kafka."""

    def send(answer: Answer) -> None:
        now = time.time_ns() // 1_000_000
        write(settings, replace(encode_event(answer), timestamp_ms=max(answer.at, now)))

    return send
