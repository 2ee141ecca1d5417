"""Whatever breaks: what a ``read_committed`` reader sees is what the plain fold over the same log says."""

import signal
from datetime import timedelta
from functools import partial

from tests.brokers import ApacheKafka
from tests.running import Stage
from tests.simulated import END, START, chats

LOAD = 700
"""Chats fed while something breaks; some seconds of work, in some hundred transactions."""
MANY = LOAD // 2
"""At least so many steps of escalations come of them."""


def ends_equal(stage: Stage) -> None:
    """All is judged, and as the plain fold would."""
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > MANY


def test_one_worker_says_what_the_plain_fold_says_of_a_backlog(stage: Stage) -> None:
    stage.write(chats(LOAD))
    stage.worker()
    ends_equal(stage)


def test_a_killed_worker_loses_and_doubles_nothing(stage: Stage) -> None:
    first, second = stage.worker(), stage.worker()
    stage.until(lambda: first.owned() and second.owned(), "a share for each")
    with stage.feeding(chats(LOAD)):
        stage.until(partial(first.has_judged, 100), "work under way")
        first.kill()
    ends_equal(stage)


def test_workers_killed_in_turn_lose_and_double_nothing(stage: Stage) -> None:
    for turn in range(3):
        worker = stage.worker()
        with stage.feeding(chats(LOAD // 3, f"turn-{turn}", START + turn * timedelta(hours=1))):
            stage.until(partial(worker.has_judged, 100), "work under way")
            worker.kill()
    stage.worker()
    ends_equal(stage)


def test_a_frozen_worker_that_wakes_up_is_fenced(stage: Stage) -> None:
    frozen, other = stage.worker(), stage.worker()
    stage.until(lambda: frozen.owned() and other.owned(), "a share for each")
    with stage.feeding(chats(LOAD)):
        stage.until(partial(frozen.has_judged, 100), "work under way")
        frozen.signal(signal.SIGSTOP)
        stage.until(lambda: other.owned() == stage.partitions, "the take-over")
    with stage.feeding(chats(LOAD // 3, "late", START + timedelta(hours=1))):
        frozen.signal(signal.SIGCONT)
        stage.until(lambda: "releasing" in frozen.log, "the frozen one learns that it has lost its partitions")
    stage.until(lambda: frozen.owned() and other.owned(), "a share for each again")
    ends_equal(stage)


def test_a_worker_joins_and_another_leaves_under_load(stage: Stage) -> None:
    leaver = stage.worker()
    with stage.feeding(chats(LOAD)):
        stage.until(partial(leaver.has_judged, 100), "work under way")
        joiner = stage.worker()
        stage.until(joiner.owned, "a share for the one that joined")
        leaver.signal(signal.SIGTERM)
        assert leaver.ended() == 0, leaver.log
    ends_equal(stage)


def test_the_broker_killed_and_started_again(stage: Stage, apache_kafka: ApacheKafka) -> None:
    worker = stage.worker()
    with stage.feeding(chats(LOAD)):
        stage.until(partial(worker.has_judged, 100), "work under way")
    stage.write(chats(LOAD // 3, "more", START + timedelta(hours=1)))
    apache_kafka.kill()
    apache_kafka.start()
    ends_equal(stage)
