"""What records of the topics mean to the store."""

from collections import Counter
from collections.abc import Sequence

from pipeline.console.clock import Clock
from pipeline.console.reading import Record
from pipeline.console.store import Store, Told
from pipeline.domain.events import Clock as ClockTold
from pipeline.domain.events import Erase
from pipeline.wire.codec import Decoder, Rejected, unread
from pipeline.wire.told import NotOursError, read_status, read_step
from pipeline.wire.topics import ESCALATIONS, STATUS


class Intake:
    """Takes batches of records; called in the event loop. Texts are not read here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._decoder = Decoder(unread, clamp_clock=clock.kind == "wall")
        self.skipped: Counter[str] = Counter()
        """Records that are none of ours, by topic."""

    def outputs(self, records: Sequence[Record]) -> None:
        """Steps and statuses."""
        for record in records:
            try:
                self._output(record)
            except (NotOursError, UnicodeDecodeError):
                self.skipped[record.topic] += 1

    def events(self, records: Sequence[Record]) -> None:
        """The input. What is no event is the worker's affair, which keeps it as a dead letter."""
        for record in records:
            written = self._clock.believed(record.timestamp_ms)
            try:
                event = self._decoder.event(record.value, record.key, written)
            except Rejected:
                self.skipped[record.topic] += 1
                continue
            self._clock.see(record.partition, event.at)
            if isinstance(event, ClockTold) or record.value is None:
                continue
            if isinstance(event, Erase):
                self._store.forget(event.conversation_id, written)
                continue
            told = Told(record.offset, written, record.value)
            self._store.event(record.partition, event.conversation_id, told)

    def _output(self, record: Record) -> None:
        name = (record.key or b"").decode()
        if record.topic == STATUS.name and record.value is None:
            self._store.end(name, record.timestamp_ms)
        elif record.value is None:
            raise NotOursError("no value")
        elif record.topic == STATUS.name:
            self._store.status(record.partition, read_status(record.value), record.timestamp_ms)
        elif record.topic == ESCALATIONS.name:
            self._store.step(record.partition, read_step(record.value), record.timestamp_ms)
