"""The fold over a file, as the live worker would run it: one clock, running on until nothing is due."""

from collections.abc import Callable, Iterator

import click

from pipeline.cli.event_file import numbered_lines
from pipeline.cli.order import Order
from pipeline.domain.escalation import FoldOutcome
from pipeline.domain.events import Event
from pipeline.domain.partition import FoldError, Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder, Rejected
from pipeline.wire.exported import read_line
from pipeline.wire.masking import secrets

BATCH = 1_000
"""Events after which what has changed is taken over, so that the overlay stays small."""


class Replay:
    """Folds the events of a file. ``rejected`` counts what is left out: lines that are none, what cannot be folded."""

    def __init__(self, rules: Rules) -> None:
        self.partition = Partition(rules)
        self.rejected = 0
        self._decoder = Decoder(Reader(secrets).read_all)
        self._rules = rules

    def events(self, name: str, doing: str = "replay") -> Iterator[Event]:
        """The events of a file; a line that is none is told on stderr and counted, the first out of order told."""
        order = Order(name, self._rules)
        for number, line in numbered_lines(name, doing):
            try:
                event = self._event(line)
            except Rejected as error:
                self.reject(f"{name}, line {number}", error.in_full)
                continue
            order.see(number, event.at)
            yield event

    def outcomes(self, name: str, keep: Callable[[Event], bool] | None = None) -> Iterator[FoldOutcome]:
        """What the fold says of a file, then of the time after it until nothing is due."""
        count = 0
        for event in self.events(name):
            if keep is not None and not keep(event):
                continue
            yield from self.fold(event)
            count += 1
            if count % BATCH == 0:
                self.partition.commit()
        yield from self.run_on()

    def fold(self, event: Event) -> list[FoldOutcome]:
        """Fold one event; one that cannot be folded is told on stderr and counted."""
        try:
            return self.partition.fold(event)
        except FoldError as error:
            self.reject(f"the fold, rules {self._rules.version}", str(error))
            return error.fired

    def run_on(self) -> Iterator[FoldOutcome]:
        """Let time pass until nothing is due."""
        while (at := self.partition.next_due()) is not None:
            yield from self.partition.advance(at)
            self.partition.commit()
        for name in sorted(self.partition.quarantined):
            self.reject(name, "what falls due in it cannot be settled")

    def _event(self, line: bytes) -> Event:
        told = read_line(line)
        return self._decoder.event(told.value, told.key, told.timestamp_ms, told.headers)

    def reject(self, where: str, why: str) -> None:
        """Tell on stderr of something that is left out, and count it."""
        self.rejected += 1
        click.echo(f"makegood: {where}: {why}; left out", err=True)
