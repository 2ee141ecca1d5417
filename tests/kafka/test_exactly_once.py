"""Whatever breaks: what a ``read_committed`` reader sees is what the plain fold over the same log says."""

import signal
from functools import partial

from tests.brokers import ApacheKafka
from tests.running import Stage
from tests.simulated import END, chats

BACKLOG = 1_200
"""Chats; some seconds of work for a worker, so that a fault finds it busy."""


def test_one_worker_says_what_the_plain_fold_says(stage: Stage) -> None:
    stage.write(chats(300))
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 100


def test_a_killed_worker_loses_and_doubles_nothing(stage: Stage) -> None:
    first, second = stage.worker(), stage.worker()
    stage.until(lambda: first.owned() and second.owned(), "a share for each")
    stage.write(chats(BACKLOG))
    stage.until(partial(first.has_judged, 100), "work under way")
    first.kill()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 500


def test_both_workers_killed_in_turn(stage: Stage) -> None:
    stage.write(chats(BACKLOG))
    for _ in range(3):
        worker = stage.worker()
        stage.until(partial(worker.has_judged, 50), "work under way")
        worker.kill()
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 500


def test_a_frozen_worker_that_wakes_up_is_fenced(stage: Stage) -> None:
    frozen, other = stage.worker(), stage.worker()
    stage.until(lambda: frozen.owned() and other.owned(), "a share for each")
    stage.write(chats(BACKLOG))
    stage.until(partial(frozen.has_judged, 50), "work under way")
    frozen.signal(signal.SIGSTOP)
    stage.until(lambda: other.owned() == stage.partitions, "the take-over")
    stage.write(chats(200, "late"))
    frozen.signal(signal.SIGCONT)
    stage.clock(END)
    stage.until(lambda: frozen.owned() > 0, "the return of the frozen one")
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 500


def test_a_worker_joins_and_another_leaves_under_load(stage: Stage) -> None:
    stage.write(chats(BACKLOG))
    leaver = stage.worker()
    stage.until(partial(leaver.has_judged, 50), "work under way")
    joiner = stage.worker()
    stage.until(lambda: joiner.owned() > 0, "a share for the one that joined")
    leaver.signal(signal.SIGTERM)
    assert leaver.ended() == 0, leaver.log
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 500


def test_the_broker_killed_and_started_again(stage: Stage, apache_kafka: ApacheKafka) -> None:
    stage.write(chats(BACKLOG))
    worker = stage.worker()
    stage.until(partial(worker.has_judged, 50), "work under way")
    apache_kafka.kill()
    apache_kafka.start()
    stage.clock(END)
    stage.wait_until_judged(within=90)
    assert stage.assert_equal_to_plain_fold() > 500
