"""A broker without transactions: outputs first, then states, then the position. A crash may repeat, never lose."""

import signal
from functools import partial

from pipeline.wire.topics import DLQ, ESCALATIONS
from tests.running import Stage
from tests.simulated import END, chats


def test_what_is_said_is_what_the_plain_fold_says(stage: Stage) -> None:
    stage.write(chats(200))
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 100


def test_a_stopped_worker_repeats_nothing(stage: Stage) -> None:
    stage.write(chats(100))
    first = stage.worker()
    stage.wait_until_judged()
    first.signal(signal.SIGTERM)
    assert first.ended() == 0, first.log
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert stage.assert_equal_to_plain_fold() > 50


def test_a_killed_worker_loses_nothing_and_what_it_repeats_keeps_its_id(stage: Stage) -> None:
    stage.write(chats(800))
    for _ in range(2):
        worker = stage.worker()
        stage.until(partial(worker.has_judged, 50), "work under way")
        worker.kill()
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    said = {one.value for by in stage.plain_fold().said[ESCALATIONS.name].values() for one in by}
    kept = stage.read(ESCALATIONS.name)
    assert {record.value for record in kept} == said
    assert len({record.header["ce_id"] for record in kept}) == len(said)


def test_bad_records_do_not_stop_it(stage: Stage) -> None:
    stage.write_raw([(0, b"x", b"hello"), (0, b"", b"{}"), (0, b"x", None)])
    stage.write(chats(5))
    stage.worker()
    stage.clock(END)
    stage.wait_until_judged()
    assert [record.header["makegood-reason"] for record in stage.read(DLQ.name)] == [
        "not_json",
        "missing_field",
        "no_value",
    ]
