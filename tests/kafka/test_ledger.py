"""What a ledger does when the broker, the topics or other producers are not as usual."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient

from pipeline.wire.topics import DLQ, ESCALATIONS, EVENTS
from tests.brokers import ApacheKafka
from tests.needs import needs
from tests.running import Stage, partition_of
from tests.simulated import EMPATHY, END, PROBLEM, START, chats, message
from tests.waiting import LIMIT, until


@pytest.fixture
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A broker that forgets transactional ids after seconds, as others do after a week."""
    needs("java", "maven")
    forgets = {
        "transactional.id.expiration.ms": "2000",
        "transaction.remove.expired.transaction.cleanup.interval.ms": "500",
        "producer.id.expiration.ms": "2000",
        "producer.id.expiration.check.interval.ms": "500",
    }
    with ApacheKafka(tmp_path_factory.mktemp("forgetful"), forgets) as kafka:
        stage = Stage(kafka.address)
        yield stage
        stage.end()


def opened(stage: Stage, conversation: str) -> list[str]:
    """The reasons opened for a conversation."""
    steps = [record.json for record in stage.read(ESCALATIONS.name) if record.key == conversation.encode()]
    return [step["reason"] for step in steps if step["type"] == "opened"]


def test_a_transactional_id_that_the_broker_has_forgotten_is_taken_anew(forgetful: Stage) -> None:
    forgetful.worker()
    forgetful.write(chats(20))
    forgetful.wait_until_judged()
    admin = KafkaAdminClient(bootstrap_servers=forgetful.broker)
    until(lambda: not any(admin.list_transactions().values()), what="that the broker forgets")
    admin.close()
    forgetful.write(chats(20, "later", START + timedelta(hours=1)))
    forgetful.clock(END)
    forgetful.wait_until_judged()
    assert forgetful.assert_equal_to_plain_fold() > 20


def test_added_partitions_are_told_and_nothing_of_them_is_judged(stage: Stage) -> None:
    stage.write(chats(5))
    first = stage.worker()
    stage.wait_until_judged()
    first.signal(signal.SIGTERM)
    assert first.ended() == 0
    admin = KafkaAdminClient(bootstrap_servers=stage.broker)
    admin.create_partitions({EVENTS.name: stage.partitions + 1})
    admin.close()
    worker = stage.worker()
    assert worker.ended() == 2
    assert f"{stage.partitions} partitions, but {EVENTS.name} {stage.partitions + 1}" in worker.log.splitlines()[-1]


def test_while_a_strangers_transaction_hangs_time_stands_still_and_nothing_is_false(stage: Stage) -> None:
    start = datetime.now(UTC) - timedelta(seconds=205)  # the gap's wait of 180 s ends five seconds from now
    stranger = KafkaProducer(
        bootstrap_servers=stage.broker, transactional_id="stranger", transaction_timeout_ms=600_000
    )
    stranger.init_transactions()
    stage.write(
        [
            message("held", 1, start, "customer", PROBLEM),
            message("held", 2, start + timedelta(seconds=30), "agent", EMPATHY),
        ]
    )
    stranger.begin_transaction()
    done = message("held", 3, start + timedelta(seconds=40), "agent", "I've refunded the full amount.")
    place = {"partition": partition_of("held"), "key": b"held"}
    stranger.send(EVENTS.name, value=json.dumps(done).encode(), **place)
    stranger.flush()
    # Only now: the customer is not to wait in vain while the stranger is still about to begin.
    worker = stage.worker(MAKEGOOD_CLOCK="wall")
    behind = stage.until(lambda: worker.metric("makegood_clock_delay_seconds") > 12 or None, "the clock to fall behind")
    assert behind
    assert opened(stage, "held") == []
    stranger.commit_transaction()
    stranger.close()
    stage.until(lambda: worker.metric("makegood_clock_delay_seconds") < 2, "the clock to be right again")
    assert opened(stage, "held") == []


def test_a_record_larger_than_a_dead_letter_may_be_is_cut_and_stops_nothing(stage: Stage) -> None:
    producer = KafkaProducer(bootstrap_servers=stage.broker, compression_type="gzip", max_request_size=8_000_000)
    bomb = json.dumps(message("big", 1, START, "customer", "a" * 4_000_000)).encode()
    producer.send(EVENTS.name, value=bomb, key=b"big", partition=1).get(LIMIT)
    producer.close()
    stage.count_written()
    stage.write(chats(20))
    stage.clock(END)
    stage.worker()
    stage.wait_until_judged()
    (letter,) = stage.read(DLQ.name)
    assert letter.value is None
    assert letter.header["makegood-reason"] == "too_large"
    assert int(letter.header["makegood-cut"]) > len(bomb)
    assert (letter.header["makegood-partition"], letter.header["makegood-offset"]) == ("1", "0")


def test_a_topic_full_of_something_else_stops_the_worker_before_it_buries_all(stage: Stage) -> None:
    stage.write_raw((0, b"k", b"temperature=17") for _ in range(3_000))
    worker = stage.worker()
    assert worker.ended() == 2
    last = worker.log.splitlines()[-1]
    assert last.startswith("makegood: partition 0: ")
    assert "records are no events" in last
    assert len(stage.read(DLQ.name)) < 2_000
    stage.worker("pipeline.cli.main", "--accept-dead-letters")
    stage.wait_until_judged()
    assert len(stage.read(DLQ.name)) == 3_000


def test_health_tells_of_a_standstill_and_of_its_end(stage: Stage, apache_kafka: ApacheKafka) -> None:
    worker = stage.worker("tests.impatient_worker")
    stage.until(lambda: worker.owned() == stage.partitions, "its partitions")
    stage.until(lambda: worker.get("/health") == "ok\n", "health")
    apache_kafka.freeze()
    try:
        stage.until(lambda: worker.get("/health") is None, "a standstill")
    finally:
        apache_kafka.thaw()
    stage.until(lambda: worker.get("/health") == "ok\n", "its end")


def test_a_worker_whose_loop_is_blocked_ends_and_another_goes_on_where_it_stood(stage: Stage) -> None:
    blocked = stage.worker("tests.blocked_worker")
    stage.until(lambda: blocked.owned() == stage.partitions, "its partitions")
    stage.write(chats(5, "blocking"))
    stage.clock(END)
    assert blocked.ended() == 1
    assert "nothing has run for " in blocked.log
    stage.worker()
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 5


def test_the_log_says_how_and_why_partitions_come_and_go(stage: Stage) -> None:
    worker = stage.worker()
    stage.until(lambda: worker.owned() == stage.partitions, "its partitions")
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert "partition 0 acquired (exactly_once, granted) in" in worker.log
    assert "partition 0 released (exactly_once, stopping) at {'chat.events.v1': 0}" in worker.log
