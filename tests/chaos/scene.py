"""A stage under load with two workers, on which things break; at the end the plain fold says whether all is right."""

import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from kafka import KafkaProducer

from pipeline.wire.topics import EVENTS
from tests.brokers import ApacheKafka
from tests.chaos.feed import Feed
from tests.running import Stage
from tests.simulated import PROBLEM, START, message
from tests.truth import Difference
from tests.waiting import until
from tests.worker_process import Worker

PARTITIONS = 6
WORKERS = 2
SILENT = PARTITIONS - 1
"""The partition without traffic: one message at the start, whose deadline the last clock record brings."""
END = "2026-03-28T09:00:00Z"
"""Late enough that nothing of a round is due any more."""
AGAIN_WITHIN = 90.0
"""Seconds until judging must go on after a fault is over."""
_T = TypeVar("_T")
log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What came of a round."""

    seed: int
    faults: dict[str, int] = field(default_factory=dict)
    standstill: dict[str, float] = field(default_factory=dict)
    """The longest time from the end of a fault until both workers have their share and judge, seconds."""
    ended_alone: int = 0
    """Workers that gave up by themselves and were started again, as a supervisor would."""
    kills: int = 0
    feeds_replaced: int = 0
    records: int = 0
    steps: int = 0
    difference: Difference = field(default_factory=Difference)


class Scene:
    """One round. The seed chooses events, victims and moments."""

    def __init__(self, kafka: ApacheKafka, seed: int) -> None:
        self.kafka = kafka
        self.random = Random(seed)
        self.stage = Stage(kafka.address, PARTITIONS)
        self.outcome = Outcome(seed)
        self._feed = Feed(kafka.address, PARTITIONS, seed)
        self._killed: set[int] = set()

    @property
    def working(self) -> list[Worker]:
        """The workers that live."""
        return [worker for worker in self.stage.workers if worker.process.poll() is None]

    def begin(self) -> None:
        """Two workers, a share for each, and load."""
        self.stage.write_raw([(SILENT, b"silent", _silent())])
        self.tend()
        self._feed.start()
        self._wait_for_progress("the start")

    def play(self, name: str, fault: Callable[["Scene"], None]) -> None:
        """Let something break, then see that judging goes on."""
        fault(self)
        over = time.monotonic()
        log.info("%s: over", name)
        self.tend()
        self._wait_for_progress(name)
        self.outcome.faults[name] = self.outcome.faults.get(name, 0) + 1
        took = time.monotonic() - over
        log.info("%s: judging again after %.1f s", name, took)
        self.outcome.standstill[name] = max(took, self.outcome.standstill.get(name, 0.0))

    def finish(self) -> Outcome:
        """End the load, let all be judged, and compare."""
        self._feed.stop()
        self.stage.clock(END)
        compared: Counter[int] | None = None
        while compared != (compared := self.stage.ends(EVENTS.name)):  # a request under way may still arrive
            self.stage.written = compared
            self.tend()
            self.stage.wait_until_judged(AGAIN_WITHIN)
            truth = self.stage.plain_fold()
            self.outcome.difference = self.stage.difference(truth)
            self.outcome.steps = truth.steps
        log.info("all judged and compared")
        self.outcome.feeds_replaced = self._feed.replaced
        self.outcome.records = sum(self.stage.written.values())
        return self.outcome

    def end(self) -> None:
        """Kill what still runs."""
        self.stage.end()

    def tend(self) -> None:
        """Start workers until there are two, as a supervisor would; end what is more than that."""
        ended = {worker.process.pid for worker in self.stage.workers if worker.process.poll() not in {None, 0}}
        alone = ended - self._killed
        self.outcome.ended_alone += len(alone)
        self._killed |= alone
        while len(self.working) < WORKERS:
            self.start()
        for surplus in self.working[WORKERS:]:
            self.kill(surplus)

    def start(self) -> Worker:
        """One worker more."""
        return self.stage.worker()

    def any_worker(self) -> Worker:
        """One of those that live."""
        return self.random.choice(self.working)

    def kill(self, worker: Worker) -> None:
        """kill -9."""
        self._killed.add(worker.process.pid)
        self.outcome.kills += 1
        worker.kill()

    def moment(self, longest: float = 1.0) -> None:
        """Let a time pass that the seed chooses, so that things break at any point of a batch."""
        time.sleep(self.random.uniform(0.0, longest))

    def until(self, condition: Callable[[], _T], what: str, within: float = AGAIN_WITHIN) -> _T:
        """Wait for a condition; where it does not come, the workers' logs are told."""
        return self.stage.until(condition, what, within)

    def hang_a_transaction(self, seconds: float) -> None:
        """A stranger writes to one partition within a transaction and leaves it open."""
        stranger = KafkaProducer(bootstrap_servers=self.kafka.address, transactional_id=f"stranger-{time.time_ns()}")
        stranger.init_transactions()
        stranger.begin_transaction()
        number = self.random.randrange(SILENT)
        key = f"stranger-{time.time_ns()}"
        value = _message(key)
        stranger.send(EVENTS.name, value=value, key=key.encode(), partition=number)
        stranger.flush()
        time.sleep(seconds)
        stranger.commit_transaction() if self.random.random() < 0.5 else stranger.abort_transaction()
        stranger.close()

    def _wait_for_progress(self, after: str) -> None:
        def shared() -> bool:
            owned = [worker.owned() for worker in self.working]
            return len(owned) == WORKERS and all(owned) and sum(owned) == PARTITIONS

        before: dict[Worker, float] = {}

        def both_judge() -> bool:
            self._feed.tend()
            self.tend()
            if list(before) != self.working:  # at the start, and where one has given up by itself
                before.clear()
                if shared():
                    before.update((worker, worker.metric("makegood_transactions_total")) for worker in self.working)
                return False
            return all(worker.metric("makegood_transactions_total") > number for worker, number in before.items())

        # A share for each, then a batch of each.
        until(both_judge, 2 * AGAIN_WITHIN, f"judging by both workers after {after}, at portion {self._feed.portions}")


def _silent() -> bytes:
    return _message("silent")


def _message(conversation: str) -> bytes:
    return json.dumps(message(conversation, 1, START, "customer", PROBLEM)).encode()
