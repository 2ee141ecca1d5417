"""What we write is read back as it was."""

import pytest

from pipeline.domain.escalation import ChatGone, EscalationStep, FoldOutcome
from pipeline.wire.outbound import encode_outcome
from pipeline.wire.told import NotOursError, read_status, read_step
from tests.chat import Chat


def outcomes() -> list[FoldOutcome]:
    chat = Chat()
    chat.customer(0, "problem.failure", distress=0.7)
    chat.agent(30, "empathy.apology")
    chat.agent(300, "action.done")
    return chat.outcomes


@pytest.mark.parametrize("outcome", outcomes(), ids=lambda outcome: type(outcome).__name__)
def test_what_is_written_is_read_back(outcome: FoldOutcome) -> None:
    assert not isinstance(outcome, ChatGone)
    value = encode_outcome(outcome).value or b""
    assert (read_step(value) if isinstance(outcome, EscalationStep) else read_status(value)) == outcome


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b"null", b'{"at":1}', b'{"at":"soon"}', b'{"evidence":7}'])
def test_what_is_none_of_ours_is_told_apart(value: bytes) -> None:
    for read in (read_step, read_status):
        with pytest.raises(NotOursError):
            read(value)
