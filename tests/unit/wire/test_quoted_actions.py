"""The name of a structured action leaves as texts do: masked and short."""

import json

import pytest

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Action
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.quotes import LONGEST
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets
from tests.chat import FOREVER

TOLD = "refund to jane.doe@example.com card 4111 1111 1111 1111"


def evidence(action: str) -> list[str]:
    """What is quoted of a failed action where a claim had been made, and sympathy is all that follows."""
    partition = Partition(Rules())
    decoder = Decoder(Reader(secrets).read_all)
    told: list[str] = []
    for second, event in (
        (0, {"role": "customer", "text": "You charged me twice and nobody answers, this is awful"}),
        (20, {"role": "agent", "text": "I'm so sorry, I completely understand."}),
        (40, {"role": "agent", "text": "I've refunded you."}),
        (60, {"role": "agent", "type": "action", "action": action, "outcome": "failed"}),
        (80, {"role": "agent", "text": "I'm so sorry, I completely understand how upsetting that is."}),
    ):
        author = {"role": event.pop("role"), "id": "someone"}
        common = {
            "id": f"e-{second}",
            "conversation_id": "c-1",
            "at": f"2026-03-02T10:{second // 60:02}:{second % 60:02}Z",
        }
        partition.fold(decoder.event(json.dumps({**common, "author": author, **event}).encode()))
        partition.commit()
    for outcome in partition.advance(FOREVER):
        if isinstance(outcome, EscalationStep):
            told += [shown.quote for shown in outcome.evidence if shown.cue == "action.failed"]
    return told


@pytest.mark.parametrize("action", [TOLD, "x" * 256, f"{'so long ' * 20}{TOLD}"[:256]])
def test_a_failed_action_is_quoted_masked_and_short(action: str) -> None:
    quotes = evidence(action)
    assert quotes
    for quoted in quotes:
        assert len(quoted) <= LONGEST
        assert quoted.endswith(" failed")
        assert "jane" not in quoted
        assert "4111" not in quoted


def test_what_an_action_is_called_still_tells_whether_it_resolves() -> None:
    event = Decoder(Reader(secrets).read_all).event(
        b'{"type":"action","id":"a","conversation_id":"c","at":"2026-03-02T10:00:00Z","author":{"role":"agent"},'
        b'"action":"ticket_98765432","outcome":"succeeded"}'
    )
    assert isinstance(event, Action)
    assert event.action == "ticket_98765432"
    assert event.words == "[key]"
