"""What a conversation may grow to, and what many of them cost."""

import random
from collections.abc import Iterator
from typing import get_args

from msgspec import structs

from pipeline.domain.conversation import step
from pipeline.domain.cues import Reading
from pipeline.domain.escalation import Evidence, Reason
from pipeline.domain.events import Message, Role
from pipeline.domain.rules import Rules
from pipeline.domain.state import (
    REMEMBERED_IDS,
    Claim,
    Conversation,
    Gap,
    Open,
    Pending,
    Problem,
    Promise,
    Reply,
    Script,
    Waiting,
)
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets
from pipeline.wire.state import encode_state
from pipeline.wire.topics import STATE
from tests.hostile.shapes import SHAPES, text
from tests.simulated import AGAIN, COMPLAINT, DONE, EMPATHY, PROBLEM, PROMISE

START = 1_772_445_600_000
BOUND = 16 << 10
"""Bytes of the state of a conversation whose ids are of a usual length, however long it goes on."""
READER = Reader(secrets)


def readings() -> list[tuple[Role, Reading]]:
    """All sorts of messages, and each hostile shape, from both sides."""
    roles: tuple[Role, ...] = ("customer", "agent")
    said = [
        PROBLEM,
        COMPLAINT,
        EMPATHY,
        AGAIN,
        PROMISE,
        DONE,
        "get me a manager",
        "I can't do that, I'm not allowed to",
    ]
    said += ["I'll take you to court over this", "my baby has no milk and no heating", "What is your order number?"]
    said += [text(shape, 600) for shape in SHAPES]
    return [(role, READER.read(words, role)) for words in said for role in roles]


def messages(number: int, seed: int) -> Iterator[Message]:
    chance, told = random.Random(seed), readings()
    at = START
    for count in range(number):
        role, reading = chance.choice(told)
        at += chance.randrange(90_000)
        author = f"{role}-{chance.randrange(20)}"
        yield Message(
            id=f"m-{count}",
            conversation_id="c-1",
            at=at,
            role=role,
            author_id=author,
            team=None,
            queue=None,
            text="…",
            reading=reading,
            internal=False,
        )


def test_a_conversation_of_100_000_messages_stays_as_small_as_one_of_a_thousand() -> None:
    state: Conversation | None = None
    rules, largest = Rules(), 0
    for count, message in enumerate(messages(100_000, seed=1)):
        state, _ = step(state, message, rules)
        if count % 50 == 0 and state is not None:
            largest = max(largest, len(encode_state(state)))
    assert 1 << 10 < largest < BOUND


def test_twenty_thousand_conversations_of_one_message_need_a_kilobyte_each() -> None:
    rules, total, number = Rules(), 0, 20_000
    for message in messages(number, seed=2):
        state, _ = step(None, structs.replace(message, conversation_id=message.id), rules)
        total += 0 if state is None else len(encode_state(state))
    assert total / number < 1 << 10


REASONS: tuple[Reason, ...] = get_args(Reason)


def test_the_largest_state_there_can_be_has_room_in_its_topic() -> None:
    widest = "\U0001f621"  # four bytes in UTF-8
    name = widest * 256
    shown = Evidence(name, START, "supervisor", "problem.put_right", widest * 160)
    problem = Problem(START, shown, shown, shown, objected=True)
    state = Conversation(
        id=name,
        last_at=START,
        team=name,
        queue=name,
        owner=name,
        closed_at=START,
        retired_at=START,
        forget_at=START,
        seen=bytes(8 * REMEMBERED_IDS),
        opened_ids=bytes(8 * REMEMBERED_IDS),
        levels=(0.1, 0.2, 0.3),
        mass=3.3,
        waiting=Waiting(START, shown, first=False),
        asked=(2**32 - 1,) * 16,
        problem=problem,
        gap=Gap(START, shown, shown, shown),
        claim=Claim(START, problem, shown),
        promises=tuple(Promise(kind, START, shown) for kind in ("action", "answer", "check")),
        no_authority=Pending(shown, START),
        senior=Pending(shown, START),
        handoff=Pending(shown, START),
        reply=Reply(name, START, 1 << 40),
        scripts=(Script(1 << 40, (2**32 - 1,) * 24),) * 8,
        escalations=tuple(
            Open(reason, name, START, START, "critical", "critical", (shown, shown, shown, shown), "answer")
            for reason in REASONS
        ),
        statement=shown,
    )
    assert len(encode_state(state)) < STATE.max_message_bytes / 8
