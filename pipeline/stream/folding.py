"""A batch of records folded into the records that it causes. Kafka is not asked; only time is watched."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord

from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import Event, Message
from pipeline.domain.floor import Decision
from pipeline.domain.partition import FoldError, Partition
from pipeline.ops.complaint import Complaint
from pipeline.wire.codec import Decoder, Received, Record, Rejected, Why, encode_outcome
from pipeline.wire.dlq import dead_letter
from pipeline.wire.routing import encode_decision, encode_for_routing
from pipeline.wire.times import believed

YIELD_AFTER = 0.01
"""Seconds of folding after which heartbeats and the other partitions get their turn. A transaction is five answers of
the broker one after the other, and each waits for as long; a turn given costs some 20 µs. After six seconds without a
heartbeat the group would throw this worker out."""


READ_TOGETHER = 32 * 1024
"""Bytes of records, some 130 short messages, whose texts are read together: a step's code and data then lie in the
cache for most of them. These take 30 ms, of long texts some 100 ms; more would hold everybody else up for longer."""

LOOKED_AT = 1_000
"""Records of a partition; where more than half of them are dead letters the worker stops."""


@dataclass(slots=True)
class Folded:
    """What folding some records, or some time, has caused in the partition ``number``."""

    number: int = 0
    records: list[Record] = field(default_factory=list)
    outcomes: list[FoldOutcome] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)

    def add(self, outcomes: Sequence[FoldOutcome]) -> None:
        """Take what the fold said."""
        self.outcomes += outcomes
        for outcome in outcomes:
            record = encode_outcome(outcome)
            self.records.append(record)
            if isinstance(outcome, EscalationStep):
                self.records.append(encode_for_routing(record, self.number))

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Take what the routing fold decided."""
        self.decisions += decisions
        self.records += map(encode_decision, decisions)

    def bury(self, record: ConsumerRecord, reason: Why, error: str) -> None:
        """Take a record that could not be read or folded."""
        self.dead[reason] += 1
        self.records.append(dead_letter(record, reason, error))


class Hopeless:
    """Whether most of what comes is no events: then something else is wrong, and nothing should be passed over."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._records = self._dead = 0

    def look(self, records: int, folded: Folded) -> None:
        """Take a batch of so many records into account, before it is written. Raises Complaint."""
        self._records += records
        self._dead += folded.dead.total()
        if self._records < LOOKED_AT:
            return
        if self._dead * 2 > self._records:
            reasons = ", ".join(f"{reason} {number}" for reason, number in folded.dead.most_common())
            raise Complaint(
                f"partition {self._number}: {self._dead} of the last {self._records} records are no events "
                f"({reasons}); is it the right topic? Start with --accept-dead-letters to bury them"
            )
        self._records = self._dead = 0


class Turn:
    """Gives way to the other tasks from time to time."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    async def over(self) -> None:
        """Let the others run if this has been going on for long."""
        if time.monotonic() - self._since > YIELD_AFTER:
            await asyncio.sleep(0)
            self._since = time.monotonic()


async def fold_records(  # noqa: PLR0913, PLR0917 - what a fold needs
    records: Iterable[ConsumerRecord],
    decoder: Decoder,
    partition: Partition,
    applied: Mapping[str, int],
    now: Callable[[], int] | None = None,
    number: int = 0,
) -> Folded:
    """Fold records in their order, some of them decoded before they are folded, and what is to be told encoded after.

    ``partition`` is changed within its own overlay: the caller has begun it and will commit or abort it. ``applied``
    holds the last offset that a conversation's state already contains, after a crash in ordered delivery: such a
    record only moves the clock. ``now`` (ms), where real time counts: no time stamp counts as later. ``number``: the
    partition's.
    """
    folded = Folded(number)
    turn = Turn()
    for some in read_together(records):
        events = decoder.events(
            [Received(one.value, one.key, believed(one.timestamp, now), one.headers) for one in some]
        )
        await turn.over()
        outcomes: list[FoldOutcome] = []
        for record, event in zip(some, events, strict=True):
            try:
                if isinstance(event, Rejected):
                    folded.bury(record, event.reason, str(event))
                elif applied and was_applied(event, record.offset, applied):
                    outcomes += partition.advance(event.at)
                else:
                    outcomes += partition.fold(event)
            except FoldError as error:
                outcomes += error.fired
                folded.bury(record, "fold_failed", str(error))
            else:
                if isinstance(event, Message):
                    folded.messages[event.role] += 1
            await turn.over()
        folded.add(outcomes)
        await turn.over()
    return folded


def read_together(records: Iterable[ConsumerRecord]) -> Iterator[list[ConsumerRecord]]:
    """Records in their order, so many at a time as are read together, or one that is longer."""
    some: list[ConsumerRecord] = []
    size = 0
    for record in records:
        length = len(record.value or b"")
        if some and size + length > READ_TOGETHER:
            yield some
            some, size = [], 0
        some.append(record)
        size += length
    if some:
        yield some


def was_applied(event: Event, offset: int, applied: Mapping[str, int]) -> bool:
    """Whether the conversation's state already contains the record at ``offset``."""
    return applied.get(getattr(event, "conversation_id", ""), -1) >= offset
