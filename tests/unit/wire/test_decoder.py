"""Records of the input become events, or are rejected with a reason."""

import json
from collections.abc import Callable, Sequence

import pytest

from pipeline.domain.cues import Reading
from pipeline.domain.events import Action, Clock, Erase, Feedback, Message, Said, StatusChange
from pipeline.wire.codec import LARGEST_VALUE, Decoder, Received, Rejected
from pipeline.wire.times import to_iso

AT = 1_772_446_504_120
READ = Reading(distress=0.5)


def reader(said: Sequence[Said]) -> list[Reading]:
    return [READ] * len(said)


def message(**changes: object) -> bytes:
    event = {
        "id": "m-1",
        "conversation_id": "c-1",
        "at": "2026-03-02T10:15:04.120Z",
        "author": {"role": "customer", "id": "u-1"},
        "text": "Where is my refund?",
    }
    return json.dumps({**event, **changes}).encode()


def decoded_message(decoder: Decoder, value: bytes, timestamp_ms: int | None = None) -> Message:
    event = decoder.event(value, timestamp_ms=timestamp_ms)
    assert isinstance(event, Message)
    return event


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(reader)


def test_a_message_carries_what_was_read_of_its_text(decoder: Decoder) -> None:
    assert decoder.event(message(team="emea", queue="billing"), b"c-1") == Message(
        id="m-1",
        conversation_id="c-1",
        at=AT,
        role="customer",
        author_id="u-1",
        team="emea",
        queue="billing",
        text="Where is my refund?",
        reading=READ,
    )


@pytest.mark.parametrize(
    ("kind", "fields", "struct"),
    [
        ("message", {}, Message),
        ("action", {"action": "refund", "outcome": "started"}, Action),
        ("status", {"status": "closed"}, StatusChange),
        ("feedback", {"escalation_id": "e", "verdict": "resolved"}, Feedback),
        ("erase", {"author": None}, Erase),
        ("clock", {}, Clock),
    ],
)
def test_the_type_says_what_it_is(decoder: Decoder, kind: str, fields: dict[str, object], struct: type) -> None:
    assert isinstance(decoder.event(message(type=kind, **fields)), struct)


def test_what_is_erased_needs_no_author(decoder: Decoder) -> None:
    event = decoder.event(b'{"type":"erase","id":"e-1","conversation_id":"c-1","at":"2026-03-02T10:15:04Z"}')
    assert isinstance(event, Erase)
    assert event.role == "system"


@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us", None])
def test_english_is_read(decoder: Decoder, language: str | None) -> None:
    assert decoded_message(decoder, message(language=language)).reading == READ


@pytest.mark.parametrize("language", ["de", "enm", "fr-CA"])
def test_other_languages_are_not_read_and_say_so(decoder: Decoder, language: str) -> None:
    reading = decoded_message(decoder, message(language=language)).reading
    assert reading == Reading(supported=False, opening=reading.opening)


def test_what_is_not_read_can_be_quoted_masked(decoder: Decoder) -> None:
    told = message(language="de", text="Wo bleibt mein Geld? Schreiben Sie an hans@example.com")
    assert decoded_message(decoder, told).reading.opening == "Wo bleibt mein Geld? Schreiben Sie an [email]"


@pytest.mark.parametrize("changes", [{"visibility": "internal"}, {"text": None}, {"text": ""}])
def test_notes_and_attachments_are_not_read(decoder: Decoder, changes: dict[str, object]) -> None:
    assert decoded_message(decoder, message(**changes)).reading == Reading()


def test_no_event_counts_later_than_a_minute_after_its_time_stamp(decoder: Decoder) -> None:
    assert decoded_message(decoder, message(), timestamp_ms=AT - 90_000).at == AT - 30_000
    assert decoded_message(decoder, message(), timestamp_ms=AT - 60_000).at == AT
    assert decoded_message(decoder, message(), timestamp_ms=-1).at == AT


@pytest.mark.parametrize(("clamp", "at"), [(True, 61_000), (False, AT)])
def test_a_clock_is_held_to_its_time_stamp_only_where_real_time_counts(clamp: bool, at: int) -> None:  # noqa: FBT001
    clock = Decoder(reader, clamp_clock=clamp).event(message(type="clock"), None, 1_000)
    assert clock == Clock(at=at)


@pytest.mark.parametrize(
    ("value", "key", "reason"),
    [
        (None, b"c-1", "no_value"),
        (b"", b"c-1", "not_json"),
        (b"\xff\xfe", b"c-1", "not_utf8"),
        (message()[:-1] + b',"x":"\xff"}', b"c-1", "not_utf8"),
        (message()[:-1], b"c-1", "not_json"),
        (b'{"x":' + b"[" * 100_000, b"c-1", "not_json"),
        (b'{"x":NaN}', b"c-1", "not_json"),
        (message(text="\ud800"), b"c-1", "not_json"),
        (message(text="x" * LARGEST_VALUE), b"c-1", "too_large"),
        (b"[]", b"c-1", "invalid_field"),
        (message(id=17), b"c-1", "invalid_field"),
        (b"{}", b"c-1", "missing_field"),
        (message(type="typing"), b"c-1", "unknown_type"),
        (message(at="9999-12-31T23:59:59-23:59"), b"c-1", "bad_time"),
        (message(at=to_iso(0)), b"c-1", "bad_time"),
        (message(at=5), b"c-1", "bad_time"),
        (message(), None, "missing_key"),
        (message(), b"", "missing_key"),
        (message(), b"c-2", "key_mismatch"),
        (message(type="clock"), b"c-1", "key_mismatch"),
    ],
)
def test_what_is_no_event_is_rejected_with_its_reason(
    decoder: Decoder, value: bytes | None, key: bytes | None, reason: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        decoder.event(value, key)
    assert rejected.value.reason == reason


@pytest.mark.parametrize(
    "make", [lambda secret: message(author={"role": secret}), lambda secret: message(type=secret)], ids=["role", "type"]
)
def test_a_rejection_never_quotes_the_record(decoder: Decoder, make: Callable[[str], bytes]) -> None:
    with pytest.raises(Rejected) as rejected:
        decoder.event(make("4111 1111 1111 1111"))
    assert "4111" not in str(rejected.value)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"author": {"role": "costumer"}},
            "`author.role` is none of customer, agent, bot, system, supervisor: “costumer”",
        ),
        (
            {"type": "action", "action": "refund", "outcome": "done"},
            "`outcome` is none of succeeded, failed, started: “done”",
        ),
        (
            {"type": "status", "status": "solved"},
            "`status` is none of opened, assigned, transferred, closed, reopened: “solved”",
        ),
        (
            {"type": "feedback", "escalation_id": "e", "verdict": "no"},
            "`verdict` is none of acknowledged, resolved, false_alarm: “no”",
        ),
        ({"visibility": "private"}, "`visibility` is none of public, internal: “private”"),
    ],
)
def test_of_a_value_that_is_not_allowed_both_it_and_the_allowed_ones_are_told(
    decoder: Decoder, fields: dict[str, object], told: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        decoder.event(message(**fields))
    assert rejected.value.in_full == f"invalid_field: {told}"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("ann@example.com", "“[email]”"),
        ("4111\n1111\n1111\n1111", "“[card]”"),
        ("a\x1b[31m\nb", "“a [31m b”"),
        ("x" * 30 + " " + "y" * 30, "“" + "x" * 30 + " " + "y" * 8 + "…”"),
        ("it's - at `$.at`", "“it's - at `$.at`”"),
        ("", "“”"),
    ],
)
def test_a_wrong_value_is_shown_masked_on_one_line_and_short(decoder: Decoder, role: str, shown: str) -> None:
    with pytest.raises(Rejected) as rejected:
        decoder.event(message(author={"role": role}))
    assert rejected.value.in_full.endswith(f"supervisor: {shown}")


def test_records_that_come_together_are_read_together_and_keep_their_order(decoder: Decoder) -> None:
    records = [
        message(id="m-1"),
        b"{}",
        message(type="clock"),
        message(id="m-2", visibility="internal"),
        message(id="m-3"),
    ]
    events = decoder.events([Received(record) for record in records])
    assert [getattr(event, "id", type(event)) for event in events] == ["m-1", Rejected, Clock, "m-2", "m-3"]
    assert [event.reading for event in events if isinstance(event, Message)] == [READ, Reading(), READ]


def test_a_text_that_cannot_be_read_takes_no_other_along() -> None:
    def read_all(said: Sequence[Said]) -> list[Reading]:
        if any("9" in one.text for one in said):
            raise OverflowError
        return [READ] * len(said)

    records = [Received(message(id=text, text=text)) for text in ("one", "9", "two")]
    first, second, third = Decoder(read_all).events(records)
    assert isinstance(second, Rejected)
    assert (second.reason, str(second)) == ("fold_failed", "OverflowError while reading its text")
    assert [event.reading for event in (first, third) if isinstance(event, Message)] == [READ, READ]
