"""Whether the events of a file stand in order of ``at``, as everything that folds them takes for granted."""

import click

from pipeline.domain.rules import Rules, milliseconds
from pipeline.wire.times import to_iso


class Order:
    """Tells once on stderr of an event that comes more than ``lateness`` after a later one: it may count too late.

    It is a warning: what was recorded live may hold late events.
    """

    def __init__(self, name: str, rules: Rules) -> None:
        self._name = name
        self._lateness = milliseconds(rules.lateness)
        self._latest = 0
        self._told = False

    def see(self, number: int, at: int) -> None:
        """The event of the next line, and its time (ms)."""
        if at >= self._latest:
            self._latest = at
        elif at < self._latest - self._lateness and not self._told:
            self._told = True
            click.echo(
                f"makegood: {self._name}, line {number}: `at` is {to_iso(at)}, and {to_iso(self._latest)} has come "
                "before; such events are judged as late ones, so sort the file by `at`, unless they came late",
                err=True,
            )
