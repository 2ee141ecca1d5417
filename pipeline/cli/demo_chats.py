"""The demo's forty chats as events of the input topic."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources

import msgspec
from msgspec import Struct

BEGINNING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""When the demo begins, whenever it is played."""


class Line(Struct, frozen=True, array_like=True):
    """What happens ``seconds`` after the chat's start: ``who`` names it, as the file's head explains."""

    seconds: float
    who: str
    text: str = ""


class DemoChat(Struct, frozen=True, forbid_unknown_fields=True):
    """One chat. ``start``: seconds after the demo's beginning."""

    id: str
    start: float
    team: str
    queue: str
    lines: tuple[Line, ...]
    language: str | None = None
    shows: tuple[str, ...] = ()
    """Each escalation's reason, then how it is withdrawn, if it is."""
    quiet: bool = False
    """Nothing of it may be escalated."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    chat: tuple[DemoChat, ...]


def chats() -> tuple[DemoChat, ...]:
    """The chats as they are written, in the order of the file."""
    text = resources.files("pipeline").joinpath("demo_chats.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _File).chat


def events() -> list[dict[str, object]]:
    """All events in order of ``at``, each as it stands on the input topic."""
    told = (event for chat in chats() for event in events_of(chat))
    return sorted(told, key=lambda event: str(event["at"]))


def events_of(chat: DemoChat, beginning: datetime = BEGINNING) -> Iterator[dict[str, object]]:
    """One chat's events. Its first and every status say team and queue."""
    for number, line in enumerate(chat.lines):
        at = beginning + timedelta(seconds=chat.start + line.seconds)
        happened = _happened(chat, line)
        place = {"team": chat.team, "queue": chat.queue}
        yield {
            "type": happened["type"],
            "id": f"{chat.id}-{number}",
            "conversation_id": chat.id,
            "at": at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
            **happened,
            **(place if number == 0 or happened["type"] == "status" else {}),
        }


def _happened(chat: DemoChat, line: Line) -> dict[str, object]:
    match line.who.split():
        case ["status", status, *agent]:
            named = {"agent_id": agent[0]} if agent else {}
            return {"type": "status", "author": {"role": "system", "id": "crm"}, "status": status, **named}
        case ["action", agent_id, action, outcome]:
            author = {"role": "agent", "id": agent_id}
            return {"type": "action", "author": author, "action": action, "outcome": outcome}
        case ["note", agent_id]:
            return _message(chat, line, "agent", agent_id) | {"visibility": "internal"}
        case ["agent", agent_id]:
            return _message(chat, line, "agent", agent_id)
        case [role]:
            return _message(chat, line, role, f"{role}-{chat.id}" if role == "customer" else role)
    raise ValueError(f"{chat.id}: nobody is called {line.who!r}")


def _message(chat: DemoChat, line: Line, role: str, author: str) -> dict[str, object]:
    text = {"text": line.text} if line.text else {}
    language = {"language": chat.language} if chat.language else {}
    return {"type": "message", "author": {"role": role, "id": author}, **text, **language}
