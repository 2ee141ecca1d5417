"""The demo's seniors: simulated people who answer what they are assigned, and act where nobody else does."""

import heapq
import threading
import time

import msgspec
from kafka import TopicPartition
from msgspec import Struct

from pipeline.cli.ingest import Ingestion
from pipeline.domain.floor import Answer, AnswerType, Decision, Presence, SeniorProfile
from pipeline.ops.kafka_clients import Sender, consumer, producer
from pipeline.ops.settings import Settings
from pipeline.wire.exported import Line
from pipeline.wire.routing import encode_event, read_decision
from pipeline.wire.times import to_iso
from pipeline.wire.topics import ASSIGNMENTS, ROUTING

ACKNOWLEDGED_AFTER_MS = 12_000
ACTED_AFTER_MS = 90_000
"""After the acknowledgement: most agents have acted by then."""
DONE_AFTER_MS = 10_000
"""After the action, where the escalation is not one that an action withdraws."""
UNHEARD = 5
"""One assignment in so many is not answered: it goes to the next senior."""
TICK_S = 0.1

SENIORS = (
    {"senior_id": "sara", "capacity": 3, "teams": ("emea",), "may_approve": True},
    {"senior_id": "tomek", "capacity": 3, "teams": ("emea", "amer")},
    {"senior_id": "kiri", "capacity": 3, "teams": ("apac",), "may_approve": True},
    {"senior_id": "maria", "capacity": 3, "teams": ("amer", "apac"), "may_approve": True},
    {"senior_id": "omar", "capacity": 5, "may_approve": True, "supervisor": True},
)


class Deed(Struct, frozen=True, order=True):
    """What somebody is going to do at a time of the chats (ms), while the assignment is still theirs."""

    at: int
    assignment_id: str
    what: str
    """An answer, or ``act``."""
    conversation_id: str
    senior_id: str


class Seniors(threading.Thread):
    """Reads the assignments and answers them at the pace of the chats; stopped, they leave."""

    def __init__(self, settings: Settings, began: int, speed: float, *, tells_time: bool = True) -> None:
        """``began``: when the chats begin (ms); ``speed``: seconds of chat a second.

        ``tells_time``: whether the floor's time passes by them, where its clock is the log's.
        """
        super().__init__(name="seniors", daemon=True)
        self._settings = settings
        self._began = began
        self._speed = speed
        self._tells_time = tells_time
        self.known: set[str] | None = None
        """The conversations that are theirs to answer; ``None``: all. Others may be real."""
        self._deeds: list[Deed] = []
        self._theirs: dict[str, str | None] = {}
        """By conversation the assignment that holds."""
        self._assigned = 0
        self._over = threading.Event()
        self._failed: Exception | None = None

    def run(self) -> None:
        """Answer until stopped."""
        try:
            with (
                producer(self._settings, linger_ms=0) as sender,
                consumer(self._settings, fetch_max_wait_ms=50) as reader,
            ):
                topic, partitions = self._settings.events_topic, self._settings.partitions
                chats = Ingestion(topic, partitions, sender, shift_to_now=False)
                for profile in SENIORS:
                    sender.write(encode_event(SeniorProfile(at=self._began, **profile)))  # type: ignore[arg-type]
                reader.assign([TopicPartition(ASSIGNMENTS.name, 0)])
                reader.seek_to_beginning()
                first = told = time.monotonic()
                now = self._began
                while not self._over.is_set():
                    for records in reader.poll(timeout_ms=int(TICK_S * 1000)).values():
                        for record in records:
                            self.hear(read_decision(record.value))
                    now = self._began + int((time.monotonic() - first) * 1000 * self._speed)
                    for deed in self.due(now):
                        _do(deed, sender, chats)
                    if self._tells_time and time.monotonic() - told >= 1.0:
                        told = time.monotonic()
                        value = msgspec.json.encode({"type": "clock", "at": to_iso(now)})
                        sender.send(ROUTING.name, value=value, partition=0)
                for profile in SENIORS:
                    sender.write(encode_event(Presence(at=now, senior_id=str(profile["senior_id"]), present=False)))
        except Exception as error:  # noqa: BLE001 - said in the main thread
            self._failed = error

    def hear(self, decision: Decision) -> None:
        """Take a decision, and plan what follows of it."""
        if decision.conversation_id is None or decision.type not in {"assigned", "reassigned", "released"}:
            return
        if decision.at < self._began or (self.known is not None and decision.conversation_id not in self.known):
            return  # of an earlier run, or none of ours
        mine = decision.assignment_id if decision.senior and decision.type != "released" else None
        self._theirs[decision.conversation_id] = mine
        if mine is None or decision.senior is None:
            return
        self._assigned += 1
        if self._assigned % UNHEARD == 0:
            return
        at = decision.at
        for what, after in (("accept", ACKNOWLEDGED_AFTER_MS), ("act", ACTED_AFTER_MS), ("done", DONE_AFTER_MS)):
            at += after
            heapq.heappush(self._deeds, Deed(at, mine, what, decision.conversation_id, decision.senior))

    def due(self, now: int) -> list[Deed]:
        """What is to be done by ``now`` (ms), of those who still have the conversation."""
        ready = []
        while self._deeds and self._deeds[0].at <= now:
            deed = heapq.heappop(self._deeds)
            if self._theirs.get(deed.conversation_id) == deed.assignment_id:
                ready.append(deed)
        return ready

    def complain(self) -> None:
        """Raise what ended the answering early."""
        if self._failed:
            raise self._failed

    def stop(self) -> None:
        """End, and wait for it."""
        self._over.set()
        self.join()


def _do(deed: Deed, sender: Sender, chats: Ingestion) -> None:
    if deed.what == "act":
        chats.send(*chats.read(Line(msgspec.json.encode(action_of(deed)))))
    else:
        sender.write(
            encode_event(
                Answer(
                    at=deed.at,
                    conversation_id=deed.conversation_id,
                    senior_id=deed.senior_id,
                    answer=msgspec.convert(deed.what, AnswerType),
                    assignment_id=deed.assignment_id,
                )
            ),
        )


def action_of(deed: Deed) -> dict[str, object]:
    """A senior's action as an event of the chat: the problem is put right."""
    return {
        "type": "action",
        "id": f"{deed.assignment_id}-act",
        "conversation_id": deed.conversation_id,
        "at": to_iso(deed.at),
        "author": {"role": "agent", "id": deed.senior_id},
        "action": "put right by a senior",
        "outcome": "succeeded",
    }
