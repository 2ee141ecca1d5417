"""Speeds as options take them."""

import math

import click


class Speed(click.FloatRange):
    """Seconds of chat a second: above 0, and a number. ``nan`` lies beside every range, and ``inf`` never waits."""

    name = "speed"

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse, or fail with what it must be."""
        speed: float = super().convert(value, param, ctx)
        if not math.isfinite(speed):
            self.fail(f"{value!r} is no speed; write how many seconds of chat pass in one, like 10.", param, ctx)
        return speed


SPEED = Speed()
