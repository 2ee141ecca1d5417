"""Which agents are to be nudged before a deadline passes: the latest standing of each chat, and when its time comes.

Times are whole milliseconds since the epoch, and given: this looks at no clock.
"""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

from pipeline.domain.escalation import ChatStatus

MOST = 50_000
"""Chats at risk that are kept; about a kilobyte each."""


class Key(NamedTuple):
    """What is told once: a chat and its deadline."""

    conversation_id: str
    due_at: int


class Turn(NamedTuple):
    """What is to be done now."""

    begin: list[ChatStatus]
    """To be told, each once."""
    stop: set[Key]
    """No longer so, or too late: no further attempt."""


class Nudges:
    """Of some partitions."""

    def __init__(self, before: int) -> None:
        """``before``: how long ahead of a deadline its agent is told."""
        self._before = before
        self._standing: dict[str, ChatStatus] = {}
        """Chats whose agent is to be told, or was."""
        self._told: set[Key] = set()
        """Deadlines that were told and have not passed."""
        self._agenda: list[tuple[int, Key]] = []
        """When to look at a deadline again: to tell it, then at its end. Those that were moved are found out then."""
        self._stop: set[Key] = set()

    def __len__(self) -> int:
        """How many chats are kept."""
        return len(self._standing)

    def see(self, status: ChatStatus) -> bool:
        """The latest standing of a chat; False: there are too many to keep it."""
        chat = status.conversation_id
        due = status.due_at
        if due is None or not concerns_its_agent(status):
            self.gone(chat)
            return True
        key = Key(chat, due)
        if self._key(chat) != key:
            self.gone(chat)
            if len(self._standing) >= MOST:
                return False
            heappush(self._agenda, (due - self._before, key))
        self._standing[chat] = status
        self._clear_out()
        return True

    def gone(self, conversation_id: str) -> None:
        """A chat ended, or there is nothing to tell of it."""
        key = self._key(conversation_id)
        self._standing.pop(conversation_id, None)
        if key in self._told:
            self._stop.add(key)

    def turn(self, now: int) -> Turn:
        """What is to be done at this time."""
        begin = []
        while self._agenda and self._agenda[0][0] <= now:
            _, key = heappop(self._agenda)
            current = self._key(key.conversation_id) == key
            if key.due_at <= now:
                self._end(key, current=current)
            elif current and key not in self._told:
                self._told.add(key)
                heappush(self._agenda, (key.due_at, key))
                begin.append(self._standing[key.conversation_id])
        stop, self._stop = self._stop, set()
        return Turn(begin, stop)

    def _end(self, key: Key, *, current: bool) -> None:
        if current:
            del self._standing[key.conversation_id]
        if key in self._told:
            self._told.remove(key)
            self._stop.add(key)

    def _clear_out(self) -> None:
        """Deadlines move with every message: those that hold no longer must not pile up."""
        if len(self._agenda) <= 2 * (len(self._standing) + len(self._told)) + 100:
            return
        current = {Key(chat, status.due_at or 0) for chat, status in self._standing.items()}
        self._agenda = [(key.due_at - self._before, key) for key in current - self._told]
        self._agenda += [(key.due_at, key) for key in self._told]
        heapify(self._agenda)

    def _key(self, conversation_id: str) -> Key | None:
        status = self._standing.get(conversation_id)
        return None if status is None or status.due_at is None else Key(conversation_id, status.due_at)


def concerns_its_agent(status: ChatStatus) -> bool:
    """Whether its agent can still keep it from being escalated; where a senior is asked already it is too late."""
    return status.at_risk and status.ball == "agent" and bool(status.owner) and not status.open_escalations
