"""What a worker tells Prometheus of conversations that another one judged."""

from functools import partial

from tests.running import Stage
from tests.simulated import chats
from tests.worker_process import Worker


def at_risk(worker: Worker, number: float) -> bool:
    return worker.metric("makegood_conversations_at_risk") == number


def test_a_worker_that_takes_over_tells_who_is_at_risk_and_counts_nothing_anew(stage: Stage) -> None:
    stage.write(chats(40))
    first = stage.worker()
    stage.wait_until_judged()
    stage.until(lambda: first.metric("makegood_escalations_open") > 5, "escalations")
    number = first.metric("makegood_conversations_at_risk")
    replies = first.metric("makegood_replies_total")
    first.kill()
    second = stage.worker()
    stage.until(partial(at_risk, second, number), "the same gauges")
    assert replies > 20
    assert second.metric("makegood_replies_total") == 0
    assert second.metric("makegood_messages_total") == 0
