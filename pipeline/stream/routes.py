"""The second fold as a ledger keeps it: the one floor of seniors and the conversations that need them."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from aiokafka import ConsumerRecord

from pipeline.domain.events import Feedback
from pipeline.domain.floor_book import FloorBook, UnfoldedError
from pipeline.domain.partition import Stored
from pipeline.domain.rules import Rules
from pipeline.ops import metrics, routing_metrics
from pipeline.stream.folding import Folded, Turn
from pipeline.wire.codec import PartitionRecord, Record, Rejected
from pipeline.wire.outbound import encode_feedback
from pipeline.wire.received import was_replayed
from pipeline.wire.routing import read_routing
from pipeline.wire.routing_state import decode_entry, encode_entry, encode_routing_mark
from pipeline.wire.times import believed
from pipeline.wire.topics import ROUTING_STATE

log = logging.getLogger(__name__)

QUARANTINE = "routing"
"""Beside the partitions of chats, in the count of conversations without deadlines."""


class Routes:
    """See :class:`pipeline.stream.account.Account`."""

    state_topic = ROUTING_STATE.name

    def __init__(self, rules: Rules, events_topic: str, now: Callable[[], int] | None = None) -> None:
        """``events_topic``: the input, where what seniors take is told to the judgement.

        ``now``: real time (ms), where it counts: no time stamp counts as later.
        """
        self._rules = rules
        self._events_topic = events_topic
        self._now = now
        self._book = FloorBook(rules)

    @property
    def clock(self) -> int:
        """See Account."""
        return self._book.clock

    def __len__(self) -> int:
        return len(self._book)

    def stored(self, name: str, state: bytes, headers: Sequence[tuple[str, bytes]]) -> Stored:
        """See Account."""
        del headers
        return Stored(name, state, None)

    def restore(self, clock: int, stored: Iterable[Stored]) -> None:
        """See Account."""
        entries = {entry.name: decode_entry(entry.name, entry.state) for entry in stored}
        self._book = FloorBook(self._rules, entries, clock)

    def next_due(self) -> int | None:
        """See Account."""
        return self._book.next_due()

    def begin(self) -> None:
        """See Account."""
        self._book.begin()

    async def fold(self, records: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        """See Account. In ordered delivery the whole floor contains what any of its entries does."""
        contained = max(applied.values(), default=-1)
        folded = Folded()
        turn = Turn()
        for record in records:
            if record.offset <= contained:
                continue
            try:
                event = read_routing(record.value, believed(record.timestamp, self._now), record.headers)
            except Rejected as rejected:
                folded.bury(record, rejected.reason, str(rejected))
                continue
            try:
                folded.decide(self._book.fold(event, replayed=was_replayed(record.headers)))
                folded.records += map(self._told, self._book.taken)
            except UnfoldedError as error:
                folded.decide(error.fired)
                folded.bury(record, "fold_failed", str(error))
            await turn.over()
        return folded

    def _told(self, feedback: Feedback) -> Record:
        partition = self._book.floor.cases[feedback.conversation_id].partition
        assert partition is not None  # noqa: S101 - nothing is taken where it is not known
        return encode_feedback(feedback, self._events_topic, partition)

    def advance(self, clock: int) -> Folded:
        """See Account."""
        folded = Folded()
        folded.decide(self._book.advance(clock))
        return folded

    def states(self) -> list[Record]:
        """See Account."""
        return [encode_entry(name, entry) for name, entry in self._book.changed().items()]

    def mark(self, positions: Mapping[str, int]) -> Record:
        """See Account."""
        return encode_routing_mark(PartitionRecord(positions=dict(positions), clock=self._book.clock))

    def commit(self) -> None:
        """See Account."""
        self._book.commit()

    def abort(self) -> None:
        """See Account."""
        self._book.abort()

    def count(self, number: int, folded: Folded) -> None:
        """See Account."""
        del number
        routing_metrics.decided(folded.decisions)
        metrics.QUARANTINED.labels(QUARANTINE).set(self._book.given_up)
        routing_metrics.FLOOR.show(self._book.floor, self._book.teams, self)

    def late(self, number: int, seconds: float) -> None:
        """See Account."""
        del number
        routing_metrics.CLOCK_DELAY.set(seconds)

    def show(self, number: int) -> None:
        """See Account."""
        del number
        routing_metrics.FLOOR.show(self._book.floor, self._book.teams, self)

    def forget(self, number: int) -> None:
        """See Account."""
        del number
        metrics.QUARANTINED.remove(QUARANTINE)
        routing_metrics.FLOOR.forget(self)
        routing_metrics.CLOCK_DELAY.set(0)
