"""Records of the input topic become events, or are rejected with a reason."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Final, TypedDict, TypeVar

import msgspec
from msgspec import Struct

from pipeline.domain.cues import NOTHING_READ, Reading
from pipeline.domain.events import Action, Clock, Erase, Event, Feedback, Message, Role, StatusChange
from pipeline.language import text
from pipeline.language.quotes import LONGEST, quote
from pipeline.wire import inbound
from pipeline.wire.invalid import invalid
from pipeline.wire.masking import secrets
from pipeline.wire.rejection import Rejected
from pipeline.wire.times import EARLIEST, LATEST, to_ms

LARGEST_VALUE = 256 * 1024
"""Bytes. A chat message is some hundred; what is larger is no chat and would hold up its partition."""
LONGEST_WORDS = LONGEST - len(" succeeded")
"""Characters of an action's name that are quoted."""
SLACK_MS = 60_000
"""How far an event's own time may lie beyond its Kafka time stamp."""


class NoKey(Enum):
    """Where events come from a file there is no key to check."""

    MISSING = "missing"


MISSING: Final = NoKey.MISSING
REPLAYED: Final = "makegood-replayed"
"""Header of a dead letter that was sent to the input again."""
_T = TypeVar("_T")

_head = msgspec.json.Decoder(inbound.Head)
_bodies: Mapping[str, msgspec.json.Decoder[Struct]] = {
    "message": msgspec.json.Decoder(inbound.MessageOnWire),
    "action": msgspec.json.Decoder(inbound.ActionOnWire),
    "status": msgspec.json.Decoder(inbound.StatusOnWire),
    "feedback": msgspec.json.Decoder(inbound.FeedbackOnWire),
    "erase": msgspec.json.Decoder(inbound.EraseOnWire),
    "clock": msgspec.json.Decoder(inbound.Timed),
}


class _Common(TypedDict):
    id: str
    conversation_id: str
    at: int
    role: Role
    author_id: str
    team: str | None
    queue: str | None
    replayed: bool


class Decoder:
    """Turns records into events, each text read on the way."""

    def __init__(
        self,
        read: Callable[[str, Role], Reading],
        english: Collection[str] = ("en",),
        *,
        clamp_clock: bool = False,
    ) -> None:
        """``english``: the languages that ``read`` covers; a message in another is not read.

        ``clamp_clock``: hold clock records to their time stamps as well, as where real time counts.
        """
        self._read = read
        self._languages = frozenset(english)
        self._clamp_clock = clamp_clock

    def event(
        self,
        value: bytes | None,
        key: bytes | NoKey | None = MISSING,
        timestamp_ms: int | None = None,
        headers: Sequence[tuple[str, bytes | None]] = (),
    ) -> Event:
        """The event that a record carries; raises Rejected.

        ``at`` counts at most 60 s beyond ``timestamp_ms``, where a time stamp is given. Of ``headers`` only one is
        read: that it is a dead letter that was sent again.
        """
        body = _parse(value)
        at = time_of(body)
        if not isinstance(body, inbound.Told):
            if key and key is not MISSING:
                raise Rejected("key_mismatch", "a clock event has no key: it belongs to no conversation")
            return Clock(at=clamped(at, timestamp_ms if self._clamp_clock else None))
        _check_key(key, body.conversation_id)
        return self._of_conversation(body, clamped(at, timestamp_ms), replayed=was_replayed(headers))

    def _of_conversation(self, body: inbound.Told, at: int, *, replayed: bool) -> Event:
        author = getattr(body, "author", None) or inbound.Author(role="system")
        common = _Common(
            id=body.id,
            conversation_id=body.conversation_id,
            at=at,
            role=author.role,
            author_id=author.id,
            team=body.team,
            queue=body.queue,
            replayed=replayed,
        )
        match body:
            case inbound.MessageOnWire():
                internal = body.visibility == "internal"
                return Message(
                    **common, text=body.text or "", reading=self._reading(body, author.role), internal=internal
                )
            case inbound.ActionOnWire():
                return Action(
                    **common,
                    action=body.action,
                    words=_quotable(body.action),
                    outcome=body.outcome,
                    reference=body.reference or "",
                )
            case inbound.StatusOnWire():
                return StatusChange(**common, status=body.status, agent_id=body.agent_id or "")
            case inbound.FeedbackOnWire():
                return Feedback(**common, escalation_id=body.escalation_id, verdict=body.verdict)
            case _:
                return Erase(**common)

    def _reading(self, body: inbound.MessageOnWire, role: Role) -> Reading:
        if not body.text or body.visibility == "internal":
            return NOTHING_READ
        # `en-GB` and `en_GB` are English.
        if body.language and body.language.replace("_", "-").split("-")[0].lower() not in self._languages:
            # What waits for an answer is quoted all the same.
            read = body.text[: text.LONGEST + text.AHEAD]
            return Reading(supported=False, opening=quote(read, secrets(read), 0, text.LONGEST))
        try:
            return self._read(body.text, role)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise Rejected("fold_failed", f"{type(error).__name__} while reading its text") from error


def _quotable(action: str) -> str:
    """The name of an action as a step may quote it, with what came of it behind."""
    words = quote(action, secrets(action))
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"


def was_replayed(headers: Sequence[tuple[str, bytes | None]]) -> bool:
    """Whether a record with these headers is a dead letter that was sent again."""
    return bool(headers) and any(name == REPLAYED for name, _ in headers)


def _parse(value: bytes | None) -> inbound.Timed:
    return checked(value, _body)


def _body(value: bytes) -> inbound.Timed:
    kind = _head.decode(value).type
    decoder = _bodies.get(kind)
    if decoder is None:
        raise Rejected("unknown_type", f"`type` is none of {', '.join(_bodies)}")
    body = decoder.decode(value)
    assert isinstance(body, inbound.Timed)  # noqa: S101 - every struct of the table is one
    return body


def checked(value: bytes | None, parse: Callable[[bytes], _T]) -> _T:
    """What ``parse`` makes of a JSON value; what it or msgspec finds wrong becomes Rejected with its reason."""
    if value is None:
        raise Rejected("no_value", "the record has no value")
    if len(value) > LARGEST_VALUE:
        raise Rejected("too_large", f"{len(value)} bytes, at most {LARGEST_VALUE} are read")
    try:
        value.decode()  # fields that are skipped would not be looked at
        return parse(value)
    except UnicodeDecodeError as error:
        raise Rejected("not_utf8", f"no UTF-8 at byte {error.start}") from None
    except msgspec.ValidationError as error:
        raise invalid(str(error)) from None
    except msgspec.DecodeError:
        raise Rejected("not_json", "the value is not JSON") from None
    except RecursionError:
        raise Rejected("not_json", "the value is nested too deeply") from None


def time_of(body: inbound.Timed) -> int:
    """An event's own time (ms); raises Rejected."""
    at = to_ms(body.at)
    if not EARLIEST <= at < LATEST:
        raise Rejected("bad_time", "`at` lies outside the years 2000 to 2099")
    return at


def clamped(at: int, timestamp_ms: int | None) -> int:
    """The time that counts: at most 60 s beyond Kafka's time stamp."""
    # Kafka's -1 says that the record has no time stamp.
    return at if timestamp_ms is None or timestamp_ms < 0 else min(at, timestamp_ms + SLACK_MS)


def _check_key(key: bytes | NoKey | None, conversation_id: str) -> None:
    if key is MISSING:
        return
    if not key:
        raise Rejected("missing_key", "the record has no key; it must be the conversation_id")
    if key != conversation_id.encode():
        raise Rejected("key_mismatch", "the record's key is not its conversation_id")
