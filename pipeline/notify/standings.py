"""Reads how open chats stand, for nudges. Notes no offsets: whoever takes a partition over reads the last half hour."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from kafka import TopicPartition

from pipeline.notify.membership import Member, Poll, position
from pipeline.notify.nudging import Nudging
from pipeline.ops.settings import Settings
from pipeline.wire.topics import STATUS

BACK_MS = 1_800_000
"""How far back it begins; a deadline that was set before and has not moved since is not told."""


class Standings(Member):
    """Hands statuses over, and says when they are the latest."""

    name_of_group = "notify-nudges"
    topic = STATUS
    at_once = 500

    def __init__(
        self, settings: Settings, nudging: Nudging, loop: asyncio.AbstractEventLoop, ended: Callable[[], None]
    ) -> None:
        super().__init__(settings, loop, ended)
        self._nudging = nudging
        self._begun: set[TopicPartition] = set()
        self._ends: dict[TopicPartition, int] = {}
        """Of what has not been read up to where it ended when it was taken over."""

    def follow(self, client: Any, poll: Poll) -> None:  # noqa: ANN401 - kafka-python has no types
        """Read on; what was fetched before a partition's place was found is left, and read again from there."""
        while not self.stopping:
            fetched = poll()
            for part in client.assignment() - self._begun:
                fetched.pop(part, None)
                self._begin(client, part)
            self._ends = {part: end for part, end in self._ends.items() if position(client, part) < end}
            records = [record for some in fetched.values() for record in some]
            # Waiting for the loop is what keeps a backlog from flooding it.
            taking = self._nudging.take(records, latest=not self._ends)
            asyncio.run_coroutine_threadsafe(taking, self._loop).result()

    def forget(self) -> None:
        """Nothing is known any more."""
        self._begun.clear()
        self._ends.clear()
        asyncio.run_coroutine_threadsafe(self._nudging.forget(), self._loop).result()

    def _begin(self, client: Any, part: TopicPartition) -> None:  # noqa: ANN401 - as above
        end = client.end_offsets([part])[part]
        found = client.offsets_for_times({part: int(time.time() * 1000) - BACK_MS})[part]
        client.seek(part, end if found is None else found.offset)
        self._ends[part] = end
        self._begun.add(part)
