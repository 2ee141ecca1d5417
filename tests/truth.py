"""What must come of an input: the plain fold over it, and how what was written differs from that."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple, Protocol, TypeAlias

from pipeline.domain.partition import FoldError, Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import (
    PARTITION_KEY,
    Decoder,
    Record,
    Rejected,
    decode_partition,
    decode_state,
    encode_outcome,
    encode_state,
)
from pipeline.wire.dlq import PREFIX
from pipeline.wire.masking import secrets
from pipeline.wire.topics import DLQ, ESCALATIONS, EVENTS, STATE, STATUS

READER = Reader(secrets)


class Read(Protocol):
    """A record as a ``read_committed`` reader sees it."""

    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class Said(NamedTuple):
    """What of a written record must be right. A dead letter also says where it comes from."""

    key: bytes | None
    value: bytes | None
    about: tuple[tuple[str, bytes], ...] = ()


ByPartition: TypeAlias = dict[int, list[Said]]


@dataclass
class Truth:
    """What the plain fold says of an input."""

    said: dict[str, ByPartition] = field(default_factory=lambda: {t.name: {} for t in (ESCALATIONS, STATUS, DLQ)})
    """By topic, in the order of writing."""
    states: dict[int, dict[bytes, bytes]] = field(default_factory=dict)
    """The states that are left, by partition and key."""
    clocks: dict[int, int] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps of escalations."""
        return sum(map(len, self.said[ESCALATIONS.name].values()))


def plain_fold(records: Iterable[Read], rules: Rules | None = None) -> Truth:
    """Fold an input, record by record, with nothing between."""
    truth = Truth()
    decoder = Decoder(READER.read_all)
    folds: dict[int, Partition] = {}
    for record in records:
        fold = folds.setdefault(record.partition, Partition(rules or Rules()))
        try:
            outcomes = fold.fold(decoder.event(record.value, record.key, record.timestamp, record.headers))
        except Rejected as rejected:
            _bury(truth, record, rejected.reason)
            continue
        except FoldError as error:
            outcomes = error.fired
            _bury(truth, record, "fold_failed")
        fold.commit()
        for outcome in outcomes:
            written: Record = encode_outcome(outcome)
            truth.said[written.topic].setdefault(record.partition, []).append(Said(written.key, written.value))
    for number, fold in folds.items():
        truth.clocks[number] = fold.clock
        truth.states[number] = {b"c" + name.encode(): encode_state(state) for name, state in fold.states()}
    return truth


def _bury(truth: Truth, record: Read, reason: str) -> None:
    place = _about(EVENTS.name, record.partition, record.offset, reason)
    truth.said[DLQ.name].setdefault(record.partition, []).append(Said(record.key, record.value, place))


def _about(topic: str, partition: int, offset: int, reason: str) -> tuple[tuple[str, bytes], ...]:
    told = {"topic": topic, "partition": partition, "offset": offset, "reason": reason}
    return tuple((PREFIX + name, str(value).encode()) for name, value in told.items())


def as_said(topic: str, record: Read) -> Said:
    """A record that was written, as far as it must be right."""
    wanted = {name for name, _ in _about("", 0, 0, "")} if topic == DLQ.name else frozenset()
    return Said(record.key, record.value, tuple((name, value) for name, value in record.headers if name in wanted))


@dataclass
class Difference:
    """How what was written differs from the plain fold."""

    missing: int = 0
    extra: int = 0
    doubled: int = 0
    different: int = 0
    """In another order, or a state, a clock or a position that is not the fold's."""
    examples: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.doubled or self.different)

    def compare(self, place: str, written: Sequence[Said], expected: Sequence[Said]) -> None:
        """Hold one partition of a topic against the fold."""
        here, there = Counter(written), Counter(expected)
        self.missing += (there - here).total()
        surplus = here - there
        self.doubled += sum(number for record, number in surplus.items() if record in there)
        self.extra += sum(number for record, number in surplus.items() if record not in there)
        differing = [pair for pair in zip_longest(written, expected) if pair[0] != pair[1]]
        if differing:
            self.different += here == there
            self.examples.append(
                f"{place}: {len(written)} records, the plain fold says {len(expected)}; first difference {differing[0]}"
            )

    def compare_state(self, number: int, latest: Mapping[bytes, bytes], truth: Truth, end: int) -> None:
        """Hold the state topic's latest records of a partition against the fold's end; ``end``: of the input."""
        mark = latest.get(PARTITION_KEY)
        found = decode_partition(mark) if mark else None
        if (found.clock if found else 0) != truth.clocks.get(number, 0):
            self._wrong(f"clock of partition {number}: {found} instead of {truth.clocks.get(number)}")
        if (found.positions.get(EVENTS.name, 0) if found else 0) != end:
            self._wrong(f"position of partition {number}: {found} instead of {end}")
        states = truth.states.get(number, {})
        for key in {*states, *latest} - {PARTITION_KEY}:
            if key not in latest or key not in states or decode_state(latest[key]) != decode_state(states[key]):
                self._wrong(f"state of {key.decode()} in partition {number}")

    def _wrong(self, what: str) -> None:
        self.different += 1
        self.examples.append(what)


def latest_states(records: Iterable[Read]) -> dict[int, dict[bytes, bytes]]:
    """What a compacted state topic would hold, by partition and key."""
    latest: dict[int, dict[bytes, bytes]] = {}
    for record in records:
        here = latest.setdefault(record.partition, {})
        if record.key is not None and record.value is not None:
            here[record.key] = record.value
        elif record.key is not None:
            here.pop(record.key, None)
    return latest


def difference(read: Mapping[str, Iterable[Read]], truth: Truth, ends: Mapping[int, int]) -> Difference:
    """Hold what was read of our topics against the plain fold; ``ends``: of the input, by partition."""
    found = Difference()
    for topic, expected in truth.said.items():
        written: ByPartition = {}
        for record in read[topic]:
            written.setdefault(record.partition, []).append(as_said(topic, record))
        for number in ends:
            found.compare(f"{topic}/{number}", written.get(number, []), expected.get(number, []))
    states = latest_states(read[STATE.name])
    for number, end in ends.items():
        found.compare_state(number, states.get(number, {}), truth, end)
    return found
