"""What breaks. A fault returns when it is over; that judging goes on afterwards is for the scene to see."""

import resource
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from pipeline.wire.topics import STATE
from tests.chaos.scene import Scene
from tests.worker_process import Worker

SESSION = 6.0
"""Seconds after which the group gives up on a silent worker."""
AWAY = 60.0

Fault: TypeAlias = Callable[[Scene], None]


def kill_a_worker(scene: Scene) -> None:
    """kill -9, at a moment that the seed chooses."""
    scene.moment()
    scene.kill(scene.any_worker())


def kill_both_in_turn(scene: Scene) -> None:
    """The second while it takes over from the first."""
    first, second = scene.working
    scene.kill(first)
    scene.until(lambda: second.owned() == scene.stage.partitions or second not in scene.working, "the take-over")
    scene.kill(second)


def kill_both_at_once(scene: Scene) -> None:
    """As a machine that loses power."""
    for worker in scene.working:
        scene.kill(worker)


def kill_a_starting_worker(scene: Scene) -> None:
    """While it joins and acquires: at any moment of its first seconds."""
    starting = scene.start()
    scene.moment(3.0)
    scene.kill(starting)


def stop_a_worker(scene: Scene) -> None:
    """SIGTERM, as a deployment does."""
    scene.moment()
    stopped = scene.any_worker()
    stopped.signal(signal.SIGTERM)
    status = stopped.ended(30)
    assert status == 0, f"SIGTERM ended a worker with {status}:\n{stopped.log[-4_000:]}"


def freeze_a_worker(scene: Scene) -> None:
    """SIGSTOP past the session timeout, until the other has everything; then SIGCONT."""
    frozen = scene.any_worker()
    frozen.signal(signal.SIGSTOP)

    def taken_over() -> bool:
        scene.tend()
        return sum(worker.owned() for worker in scene.working if worker is not frozen) == scene.stage.partitions

    scene.until(taken_over, "the take-over")
    frozen.signal(signal.SIGCONT)
    scene.until(partial(learnt, scene, frozen), "the frozen one learns that it has lost its partitions")


def freeze_a_worker_briefly(scene: Scene) -> None:
    """SIGSTOP for about the session timeout: which of the two wins is open."""
    frozen = scene.any_worker()
    frozen.signal(signal.SIGSTOP)
    time.sleep(SESSION + scene.random.uniform(-1.0, 1.0))
    frozen.signal(signal.SIGCONT)


def join_and_leave(scene: Scene) -> None:
    """A third worker joins under load, takes its share, and one of the three leaves."""
    joiner = scene.start()
    scene.until(joiner.owned, "a share for the one that joined")
    stop_a_worker(scene)


def kill_the_broker(scene: Scene) -> None:
    """kill -9 and a start at once."""
    scene.moment()
    scene.kafka.kill()
    scene.kafka.start()


def restart_the_broker(scene: Scene) -> None:
    """An orderly stop and a start."""
    scene.kafka.stop()
    scene.kafka.start()


def broker_away(scene: Scene) -> None:
    """Nobody answers for a minute."""
    scene.kafka.kill()
    time.sleep(AWAY)
    scene.kafka.start()


def disk_full(scene: Scene) -> None:
    """The broker can write no byte more to any file (its limit on file sizes is set to nothing), as on a full disk,
    and gives up; then there is space again. A batch may be torn where the last byte fitted."""
    soft = scene.random.choice([0, scene.kafka.largest_segment(STATE.name) + scene.random.randrange(1, 4_000)])
    _, hard = resource.prlimit(scene.kafka.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(scene.kafka.pid, resource.RLIMIT_FSIZE, (soft, hard))
    scene.kafka.ended(within=60)
    scene.kafka.start()


def hanging_transaction(scene: Scene) -> None:
    """A stranger leaves a transaction open in the input; what comes after it waits until it is over."""
    scene.hang_a_transaction(seconds=scene.random.uniform(2.0, 6.0))


def learnt(scene: Scene, worker: Worker) -> bool:
    """Whether a worker gives its partitions back, or has given up."""
    return "releasing" in worker.log or worker not in scene.working


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "kill -9": kill_a_worker,
        "both killed in turn": kill_both_in_turn,
        "both killed at once": kill_both_at_once,
        "killed while starting": kill_a_starting_worker,
        "SIGTERM": stop_a_worker,
        "SIGSTOP past the session, SIGCONT": freeze_a_worker,
        "SIGSTOP about the session, SIGCONT": freeze_a_worker_briefly,
        "a worker joins, one leaves": join_and_leave,
        "broker killed, started": kill_the_broker,
        "broker stopped, started": restart_the_broker,
        "broker away for 60 s": broker_away,
        "broker's disk full": disk_full,
        "stranger's hanging transaction": hanging_transaction,
    }
)
