"""Speeds and lengths of time as options take them: above 0, and numbers."""

import math

import click


class Amount(click.FloatRange):
    """A finite number above 0. ``nan`` lies beside every range, and ``inf`` never ends."""

    def __init__(self, name: str, example: str, most: float | None = None) -> None:
        super().__init__(0, most, min_open=True)
        self.name = name
        self._example = example

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse, or fail with what it must be."""
        amount: float = super().convert(value, param, ctx)
        if not math.isfinite(amount):
            self.fail(f"{value!r} is no {self.name}; write {self._example}.", param, ctx)
        return amount


SPEED = Amount("speed", "how many seconds of chat pass in one, like 10")
HOURS = Amount("number of hours", "how many, like 24", most=10 * 366 * 24)
"""At most ten years."""
