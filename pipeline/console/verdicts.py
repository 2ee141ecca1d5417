"""A supervisor's verdict becomes a feedback event in the conversation's own partition."""

import time
from uuid import UUID, uuid5

from msgspec.structs import replace

from pipeline.domain.events import Feedback, Verdict
from pipeline.ops.kafka_clients import write
from pipeline.ops.settings import Settings
from pipeline.wire.outbound import encode_feedback

_IDS = UUID("0d7f9f0e-3f5f-5c58-8f0c-0a3f4a9c6b71")


class Verdicts:
    """Writes feedback. One call at a time, from a thread: it waits for the broker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, feedback: Feedback, partition: int) -> None:
        """Write it, and return when the broker has it. Raises Complaint."""
        record = encode_feedback(feedback, self._settings.events_topic, partition)
        now = time.time_ns() // 1_000_000
        write(self._settings, replace(record, timestamp_ms=max(feedback.at, now)))


def feedback_of(conversation_id: str, escalation_id: str, verdict: Verdict, by: str, at: int) -> Feedback:
    """The event. The same verdict of the same person has the same id: a second click changes nothing."""
    return Feedback(
        id=f"fb-{uuid5(_IDS, chr(31).join((escalation_id, verdict, by)))}",
        conversation_id=conversation_id,
        at=at,
        role="supervisor",
        author_id=by,
        escalation_id=escalation_id,
        verdict=verdict,
    )
