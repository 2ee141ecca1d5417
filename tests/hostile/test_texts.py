"""However long a text is made, its first 4,000 characters are what is read: the rest costs its decoding and no more."""

import json

import pytest

from pipeline.domain.cues import SKETCH_SIZE
from pipeline.domain.events import Role
from pipeline.language.quotes import LONGEST as LONGEST_QUOTE
from pipeline.language.quotes import Secret
from pipeline.language.reader import Reader
from pipeline.language.text import AHEAD, LONGEST, prepare
from pipeline.wire.codec import Decoder, Rejected
from pipeline.wire.masking import secrets
from pipeline.wire.received import LARGEST_VALUE
from tests.hostile.shapes import SHAPES, text

MEGABYTE = 1 << 20
ROLES: tuple[Role, ...] = ("customer", "agent")
given: list[int] = []


def looked_at(part: str) -> list[Secret]:
    given.append(len(part))
    return list(secrets(part))


READER = Reader(looked_at)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_lies_behind_the_cut_is_given_to_no_stage_and_changes_no_reading(shape: str) -> None:
    long = text(shape, MEGABYTE)
    assert len(prepare(long)) <= LONGEST
    for role in ROLES:
        given.clear()
        reading = READER.read(long, role)
        assert max(given, default=0) <= LONGEST + AHEAD
        assert reading == READER.read(long[: LONGEST + AHEAD], role)
        assert all(len(cue.quote) <= LONGEST_QUOTE for cue in reading.cues)
        assert len(reading.sketch) <= SKETCH_SIZE


@pytest.mark.parametrize("secret", ["4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "jane.doe@example.com"])
@pytest.mark.parametrize("before", range(4, 20, 3))
def test_of_a_secret_that_the_cut_parts_nothing_is_quoted(secret: str, before: int) -> None:
    """The quote of the last clause reaches to the cut."""
    said = "still waiting for my refund, charged to "
    long = "We talked about it. " * 300
    start = LONGEST - before - len(said)
    whole = long[: start - 1] + "." + said + secret + ". That is all." + long
    assert whole.index(secret) == LONGEST - before
    quotes = [cue.quote for cue in READER.read(whole, "customer").cues]
    assert any("waiting" in quote for quote in quotes)
    assert not any(secret[:4] in quote for quote in quotes)


def test_a_record_larger_than_a_chat_is_a_dead_letter_before_it_is_read() -> None:
    def read(_text: str, _role: Role) -> None:
        raise AssertionError

    event = {
        "id": "m-1",
        "conversation_id": "c-1",
        "at": "2026-03-02T10:00:00Z",
        "author": {"role": "customer"},
        "text": "x" * LARGEST_VALUE,
    }
    with pytest.raises(Rejected) as rejected:
        Decoder(read).event(json.dumps(event).encode())  # type: ignore[arg-type]  # it must not be called
    assert rejected.value.reason == "too_large"
