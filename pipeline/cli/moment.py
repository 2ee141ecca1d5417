"""Times as options take them."""

from datetime import UTC, datetime

import click

from pipeline.wire.times import to_ms


class Moment(click.ParamType):
    """ISO 8601, UTC where no offset is given; milliseconds since the epoch inside."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse, or fail with an example."""
        if isinstance(value, int):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write it like 2026-03-02T10:15:00Z.", param, ctx)
        at = to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        if at < 0:
            self.fail(
                f"{value!r} lies before 1970, where Kafka's time begins; leave it out to begin there.", param, ctx
            )
        return at


MOMENT = Moment()
