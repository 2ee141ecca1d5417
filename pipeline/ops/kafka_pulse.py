"""Whether the broker is there: kafka-python's poll finds nothing where it is away, and says nothing."""

import time
from collections.abc import Callable
from typing import Any

from kafka import TopicPartition

ASK_EVERY_S = 5.0
PATIENCE_MS = 3_000


class Pulse:
    """Of the broker that a client reads from. It is asked only where nothing comes."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - kafka-python has no types
        part: TopicPartition,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``part``: any partition; what is asked for is where it ends. ``now`` in seconds."""
        self._client = client
        self._part = part
        self._now = now
        self._heard = now()

    def beats(self, *, heard: bool) -> bool:
        """Call after each poll; ``heard``: it has brought something. Whether the broker is known to be there now.

        Raises KafkaError where it does not answer within PATIENCE_MS.
        """
        if not heard and self._now() - self._heard < ASK_EVERY_S:
            return False
        if not heard:
            self._client.end_offsets([self._part], timeout_ms=PATIENCE_MS)
        self._heard = self._now()
        return True
