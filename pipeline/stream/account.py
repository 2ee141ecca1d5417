"""What a ledger keeps: one of the two folds, with its memory, its records and its figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from aiokafka import ConsumerRecord

from pipeline.domain.partition import Stored
from pipeline.stream.folding import Folded
from pipeline.wire.codec import Record

MakeAccount = Callable[[], "Account"]


class Account(Protocol):
    """Made anew whenever a partition is acquired."""

    state_topic: str
    """Where its entries are kept, and the mark of how far they are."""

    @property
    def clock(self) -> int:
        """The partition's clock, ms since the epoch."""

    def __len__(self) -> int:
        """How many conversations are remembered."""

    def stored(self, name: str, state: bytes, headers: Sequence[tuple[str, bytes]]) -> Stored:
        """What must be known of a kept entry; raises UnknownStateError where this program cannot read it."""

    def restore(self, clock: int, stored: Iterable[Stored]) -> None:
        """Take over what an earlier owner kept."""

    def next_due(self) -> int | None:
        """When the clock will have something to fire (ms), or ``None``."""

    def begin(self) -> None:
        """Start a batch."""

    async def fold(self, records: Iterable[ConsumerRecord], applied: Mapping[str, int]) -> Folded:
        """Fold records in their order. ``applied``: the offset that an entry already contains (ordered delivery)."""

    def advance(self, clock: int) -> Folded:
        """Let time go on to ``clock`` (ms)."""

    def states(self) -> list[Record]:
        """The entries that the batch has changed."""

    def mark(self, positions: Mapping[str, int]) -> Record:
        """The record of how far the partition is."""

    def commit(self) -> None:
        """The batch is written: memory follows."""

    def abort(self) -> None:
        """The batch is not written: memory stays as it was before."""

    def count(self, number: int, folded: Folded) -> None:
        """Put a committed batch into the metrics."""

    def late(self, number: int, seconds: float) -> None:
        """Say how far the clock is behind real time."""

    def show(self, number: int) -> None:
        """Put an acquired partition into the metrics of what stands now."""

    def forget(self, number: int) -> None:
        """Take a partition that another worker has now out of the metrics."""
