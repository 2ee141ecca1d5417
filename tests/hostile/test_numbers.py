"""Numbers of any size in a text promise no more than can be counted."""

import json
from collections.abc import Sequence

import pytest

from pipeline.domain.cues import Reading
from pipeline.domain.events import Message, Said
from pipeline.language.lengths import MOST
from pipeline.language.promises import deadline
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, Rejected
from tests.simulated import START, message

WEEK = 7 * 24 * 3_600


@pytest.mark.parametrize("number", ["99999999999", "9" * 400])
@pytest.mark.parametrize("unit", ["seconds", "hours", "weeks", "business days", "working weeks"])
def test_a_huge_length_of_time_is_cut(number: str, unit: str) -> None:
    event = message("c", 1, START, "agent", f"I'll call you in {number} {unit}")
    read = Decoder(Reader().read_all).event(json.dumps(event).encode())
    assert isinstance(read, Message)
    assert read.reading.promises
    assert deadline(f"in {number} {unit}", "action").amount <= MOST * WEEK


def test_a_text_that_cannot_be_read_is_a_dead_letter_and_stops_no_worker() -> None:
    def read(_said: Sequence[Said]) -> list[Reading]:
        raise OverflowError("9" * 400)

    with pytest.raises(Rejected, match="OverflowError while reading its text") as rejected:
        Decoder(read).event(json.dumps(message("c", 1, START, "agent", "hello")).encode())
    assert rejected.value.reason == "fold_failed"
