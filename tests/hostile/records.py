"""Records that no honest producer writes, drawn by a seed: sound events with something changed in them, and junk."""

import json
import random
from collections.abc import Iterator
from typing import Any

SOUND: tuple[dict[str, Any], ...] = (
    {"type": "message", "author": {"role": "customer", "id": "u"}, "text": "it is still not working!"},
    {"type": "message", "author": {"role": "agent", "id": "ag"}, "text": "I'm so sorry. I'll call you in ten minutes."},
    {"type": "message", "author": {"role": "agent", "id": "ag"}, "text": "I've refunded it."},
    {"type": "action", "author": {"role": "agent", "id": "ag"}, "action": "refund", "outcome": "failed"},
    {"type": "status", "author": {"role": "system"}, "status": "transferred", "agent_id": "ag-2"},
    {"type": "status", "author": {"role": "system"}, "status": "closed"},
    {"type": "feedback", "author": {"role": "supervisor"}, "escalation_id": "e", "verdict": "false_alarm"},
    {"type": "erase"},
    {"type": "clock"},
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**400, 1e308, -0.0, "", " ", "\x00", "\u202e\u2066", "\x1b[2J", "e" + "\u0301" * 99),
    *("x" * 257, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-03-02T10:00:00+23:59", "customer", "message"),
    *([], {}, [[[]]], {"role": "agent"}, {"": {"": {}}}, ["message"]),
)
KEYS = (None, b"", b"other", b"\xff", b"fuzz-1" * 100)
WRONG_KEYS = 0.1


def records(seed: int, number: int, conversations: int = 50) -> Iterator[tuple[bytes, bytes | None]]:
    """Values and keys. About half of them can be folded."""
    chance = random.Random(seed)
    for count in range(number):
        name = f"fuzz-{chance.randrange(conversations)}"
        minute, second = divmod(chance.randrange(3_600), 60)
        event = {"id": f"m-{count}", "conversation_id": name, "at": f"2026-03-02T10:{minute:02}:{second:02}Z"}
        event |= chance.choice(SOUND)
        if event["type"] == "clock":
            event = {"type": "clock", "at": event["at"]}
        key: bytes | None = None if event["type"] == "clock" else name.encode()
        if chance.random() < WRONG_KEYS:
            key = chance.choice(KEYS)
        yield _spoilt(chance, event), key


def _spoilt(chance: random.Random, event: dict[str, Any]) -> bytes:
    match chance.randrange(8):
        case 0:
            event[chance.choice(list(event))] = chance.choice(ODD)
        case 1:
            del event[chance.choice(list(event))]
        case 2 if "text" in event:
            event["text"] = "".join(chr(_scalar(chance)) for _ in range(chance.randrange(300)))
        case 3:
            return _cut_or_flipped(chance, json.dumps(event).encode())
        case 4:
            return _written(chance, event)
        case _:
            pass
    return json.dumps(event, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _scalar(chance: random.Random) -> int:
    return chance.choice((chance.randrange(0x80), chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)))


def _cut_or_flipped(chance: random.Random, value: bytes) -> bytes:
    at = chance.randrange(len(value))
    return value[:at] if chance.random() < 0.5 else value[:at] + bytes([chance.randrange(256)]) + value[at + 1 :]


def _written(chance: random.Random, event: dict[str, Any]) -> bytes:
    """What ``json.dumps`` would not write."""
    text = json.dumps(event)
    deep = 100_000
    return chance.choice(
        (
            text[:-1] + ', "id": "twice"}',
            text[:-1] + ', "at": "2026-03-02T10:59:59Z"}',
            text[:-1] + ', "more": ' + "[" * deep + "]" * deep + "}",
            text[:-1] + ', "more": ' + "9" * 10_000 + "}",
            text[:-1] + ', "more": NaN}',
            text[:-1] + ', "team": "\\ud800"}',
            "\ufeff" + text,
            text + text,
            "[" * deep,
            '"' + "\\" * 999,
        )
    ).encode()
