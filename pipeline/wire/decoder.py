"""Records of the input topic become events, or are rejected with a reason."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypedDict

import msgspec
from msgspec import Struct

from pipeline.domain.cues import NOTHING_READ, Reading
from pipeline.domain.events import Action, Clock, Erase, Event, Feedback, Message, Role, Said, StatusChange
from pipeline.language import text
from pipeline.language.quotes import LONGEST, quote
from pipeline.wire import inbound
from pipeline.wire.masking import secrets
from pipeline.wire.received import (
    MISSING,
    NoKey,
    Received,
    check_key,
    check_no_key,
    checked,
    clamped,
    time_of,
    was_replayed,
)
from pipeline.wire.rejection import Rejected

LONGEST_WORDS = LONGEST - len(" succeeded")
"""Characters of an action's name that are quoted."""
ReadAll: TypeAlias = Callable[[Sequence[Said]], Sequence[Reading]]
"""Reads texts, each by itself."""
_UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError)
"""What a text may raise that a reader is not ready for."""

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


class _Opened(NamedTuple):
    """An event of a conversation whose text is not read yet."""

    body: inbound.Told
    at: int
    replayed: bool
    text: Said | Reading
    """What is to be read, or the reading where nothing is."""


class Decoder:
    """Turns records into events, their texts read on the way."""

    def __init__(self, read_all: ReadAll, english: Collection[str] = ("en",), *, clamp_clock: bool = False) -> None:
        """``english``: the languages that are read; a message in another is not.

        ``clamp_clock``: hold clock records to their time stamps as well, as where real time counts.
        """
        self._read_all = read_all
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
        (event,) = self.events([Received(value, key, timestamp_ms, headers)])
        if isinstance(event, Rejected):
            try:
                raise event
            finally:
                # Its traceback holds this frame: the two, and the record, would wait for the garbage collector.
                del event
        return event

    def events(self, records: Iterable[Received]) -> list[Event | Rejected]:
        """The events that some records carry, or why one is none, in their order. Their texts are read together."""
        opened = [self._opened(record) for record in records]
        texts = [one.text for one in opened if isinstance(one, _Opened)]
        readings = iter(self._readings([text for text in texts if isinstance(text, Said)]))
        found: list[Event | Rejected] = []
        for one in opened:
            if not isinstance(one, _Opened):
                found.append(one)
                continue
            reading = next(readings) if isinstance(one.text, Said) else one.text
            found.append(reading if isinstance(reading, Rejected) else _of_conversation(one, reading))
        return found

    def _opened(self, record: Received) -> _Opened | Clock | Rejected:
        try:
            body = checked(record.value, _body)
            at = time_of(body)
            if not isinstance(body, inbound.Told):
                check_no_key(record.key)
                return Clock(at=clamped(at, record.timestamp_ms if self._clamp_clock else None))
            check_key(record.key, body.conversation_id)
        except Rejected as rejected:
            return rejected
        replayed = was_replayed(record.headers)
        return _Opened(body, clamped(at, record.timestamp_ms), replayed, self._text(body))

    def _text(self, body: inbound.Told) -> Said | Reading:
        if not isinstance(body, inbound.MessageOnWire) or not body.text or body.visibility == "internal":
            return NOTHING_READ
        # `en-GB` and `en_GB` are English.
        if body.language and body.language.replace("_", "-").split("-")[0].lower() not in self._languages:
            # What waits for an answer is quoted all the same.
            read = body.text[: text.LONGEST + text.AHEAD]
            return Reading(supported=False, opening=quote(read, secrets(read), 0, text.LONGEST))
        return Said(body.text, body.author.role)

    def _readings(self, said: Sequence[Said]) -> Sequence[Reading | Rejected]:
        if not said:
            return ()
        try:
            return self._read_all(said)
        except _UNREADABLE as error:
            if len(said) == 1:
                rejected = Rejected("fold_failed", f"{type(error).__name__} while reading its text")
                rejected.__cause__ = error
                return [rejected]
            # One of them is at fault; the others are read.
            return [reading for one in said for reading in self._readings([one])]


def unread(said: Sequence[Said]) -> list[Reading]:
    """Reads nothing: for whoever needs no more of an event than that it is one."""
    return [NOTHING_READ] * len(said)


def _of_conversation(one: _Opened, reading: Reading) -> Event:
    body = one.body
    author = getattr(body, "author", None) or inbound.Author(role="system")
    common = _Common(
        id=body.id,
        conversation_id=body.conversation_id,
        at=one.at,
        role=author.role,
        author_id=author.id,
        team=body.team,
        queue=body.queue,
        replayed=one.replayed,
    )
    match body:
        case inbound.MessageOnWire():
            return Message(**common, text=body.text or "", reading=reading, internal=body.visibility == "internal")
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


def _quotable(action: str) -> str:
    """The name of an action as a step may quote it, with what came of it behind."""
    words = quote(action, secrets(action))
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"


def _body(value: bytes) -> inbound.Timed:
    kind = _head.decode(value).type
    decoder = _bodies.get(kind)
    if decoder is None:
        raise Rejected("unknown_type", f"`type` is none of {', '.join(_bodies)}")
    body = decoder.decode(value)
    assert isinstance(body, inbound.Timed)  # noqa: S101 - every struct of the table is one
    return body
