"""The first fold as a ledger keeps it: the conversations of one partition."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from aiokafka import ConsumerRecord

from pipeline.domain.facts import Fact
from pipeline.domain.partition import Codec, Partition, Stored
from pipeline.domain.rules import Rules
from pipeline.domain.watch import Watch
from pipeline.ops import metrics, practice_metrics
from pipeline.ops.standing_metrics import STANDING
from pipeline.stream.folding import Folded, fold_records
from pipeline.wire.codec import (
    Decoder,
    Dues,
    PartitionRecord,
    Record,
    decode_state,
    encode_partition,
    encode_state,
    encode_state_record,
)
from pipeline.wire.topics import STATE

KEPT = Codec(encode_state, decode_state)
"""In memory as in the state topic."""


class Chats:
    """See :class:`pipeline.stream.account.Account`."""

    state_topic = STATE.name

    def __init__(
        self, number: int, decoder: Decoder, rules: Rules, *, by_agent: bool, now: Callable[[], int] | None = None
    ) -> None:
        """``by_agent``: whether metrics name agents. ``now``: real time (ms), where it counts."""
        self._number = number
        self._decoder = decoder
        self._rules = rules
        self._by_agent = by_agent
        self._now = now
        self._dues = Dues(rules)
        self._partition = Partition(rules)
        self._watch = Watch(rules)
        self._facts: Sequence[Fact] = ()
        """What there is to count of the last commit."""

    @property
    def clock(self) -> int:
        """See Account."""
        return self._partition.clock

    def __len__(self) -> int:
        return len(self._partition)

    def stored(self, name: str, state: bytes, headers: Sequence[tuple[str, bytes]]) -> Stored:
        """See Account."""
        return self._dues.stored(name, state, headers)

    def restore(self, clock: int, stored: Iterable[Stored]) -> None:
        """See Account. States are bytes but while a batch touches them."""
        self._partition = Partition.restored(self._rules, clock, stored, KEPT, self._watch)

    def next_due(self) -> int | None:
        """See Account."""
        return self._partition.next_due()

    def begin(self) -> None:
        """See Account."""
        self._partition.begin()

    async def fold(self, records: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        """See Account."""
        return await fold_records(records, self._decoder, self._partition, applied, self._now, self._number)

    def advance(self, clock: int) -> Folded:
        """See Account."""
        folded = Folded(self._number)
        folded.add(self._partition.advance(clock))
        return folded

    def states(self) -> list[Record]:
        """See Account."""
        partition = self._partition
        return [
            encode_state_record(
                name,
                state,
                *self._dues.headers(
                    partition.due_of(name), self._watch.risk(name), quarantined=name in partition.quarantined
                ),
            )
            for name, state in partition.kept().items()
        ]

    def mark(self, positions: Mapping[str, int]) -> Record:
        """See Account."""
        return encode_partition(PartitionRecord(positions=dict(positions), clock=self._partition.clock))

    def commit(self) -> None:
        """See Account."""
        self._facts = self._partition.commit()

    def abort(self) -> None:
        """See Account."""
        self._partition.abort()

    def count(self, number: int, folded: Folded) -> None:
        """See Account."""
        metrics.settled(folded.outcomes, folded.messages)
        practice_metrics.count(self._facts, by_agent=self._by_agent)
        self._tell_numbers(number)

    def late(self, number: int, seconds: float) -> None:
        """See Account."""
        metrics.CLOCK_DELAY.labels(number).set(seconds)

    def show(self, number: int) -> None:
        """See Account."""
        STANDING.show(number, self._watch)
        self._tell_numbers(number)

    def forget(self, number: int) -> None:
        """See Account."""
        metrics.forget_partition(number)
        STANDING.forget(number, self._watch)

    def _tell_numbers(self, number: int) -> None:
        metrics.OPEN_CONVERSATIONS.labels(number).set(len(self._partition))
        metrics.QUARANTINED.labels(number).set(len(self._partition.quarantined))
