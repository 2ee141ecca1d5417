"""Dead letters: the record as it came, and why."""

from types import SimpleNamespace

from pipeline.domain.escalation import EscalationStep
from pipeline.wire.dlq import LARGEST, LONGEST_ERROR, about, dead_letter, without_ours
from pipeline.wire.outbound import encode_outcome
from pipeline.wire.received import REPLAYED
from pipeline.wire.routing import encode_for_routing, read_routing
from tests.floors import escalation


def came(headers: list[tuple[str, bytes]]) -> SimpleNamespace:
    return SimpleNamespace(topic="chat.events.v1", partition=3, offset=17, key=b"k", value=b"\xff", headers=headers)


def test_a_dead_letter_keeps_the_bytes_and_says_where_they_stood() -> None:
    letter = dead_letter(came([("trace", b"t")]), "not_utf8", "no UTF-8 at byte 0")
    assert (letter.topic, letter.key, letter.value) == ("makegood.dlq.v1", b"k", b"\xff")
    assert about(letter.headers) == {
        "topic": "chat.events.v1",
        "partition": "3",
        "offset": "17",
        "reason": "not_utf8",
        "error": "no UTF-8 at byte 0",
    }


def test_the_original_headers_can_be_had_again() -> None:
    for headers in ([("trace", b"t")], [("ce_id", b"x"), ("ce_type", b"chat.message")], []):
        assert without_ours(dead_letter(came(headers), "not_utf8", "…").headers) == headers


def test_a_step_of_routing_keeps_the_partition_of_its_conversation() -> None:
    step = encode_for_routing(encode_outcome(escalation("c-1")), number=7)
    place = {"topic": step.topic, "partition": 0, "offset": 17}
    letter = dead_letter(
        SimpleNamespace(**place, key=step.key, value=step.value, headers=step.headers), "fold_failed", "…"
    )
    assert about(letter.headers)["partition"] == "0"
    assert without_ours(letter.headers) == step.headers
    again = read_routing(letter.value, headers=without_ours(letter.headers))
    assert isinstance(again, EscalationStep)
    assert again.partition == 7


def test_of_a_letter_that_was_sent_again_and_came_back_only_the_last_place_is_ours() -> None:
    headers = [("trace", b"t"), (REPLAYED, b"1")]
    assert without_ours(dead_letter(came(headers), "fold_failed", "…").headers) == headers


def test_a_dead_letter_has_cloudevents_attributes_its_own_before_ours() -> None:
    assert dict(dead_letter(came([("ce_id", b"x")]), "not_utf8", "…").headers)["ce_id"] == b"x"
    ours = dict(dead_letter(came([]), "not_utf8", "…").headers)
    assert ours["ce_type"] == b"makegood.dead-letter"
    assert ours["ce_id"] == dict(dead_letter(came([]), "not_utf8", "…").headers)["ce_id"]


def test_an_error_is_one_short_line() -> None:
    error = about(dead_letter(came([]), "fold_failed", "a\nb" * 1_000).headers)["error"]
    assert "\n" not in error
    assert len(error) == LONGEST_ERROR


def test_a_record_too_large_for_the_topic_is_cut_and_says_so() -> None:
    huge = came([("trace", b"t")])
    huge.value = b"x" * (LARGEST + 1)
    letter = dead_letter(huge, "too_large", "…")
    assert (letter.key, letter.value) == (b"k", None)
    assert about(letter.headers)["cut"] == str(len(huge.value) + len(b"k") + len("trace") + 1)
    assert ("trace", b"t") in letter.headers


def test_key_and_headers_are_cut_where_they_alone_are_too_large() -> None:
    letter = dead_letter(came([("trace", b"t" * LARGEST), ("ce_id", b"x")]), "not_utf8", "…")
    assert (letter.key, letter.value) == (None, None)
    assert sum(len(name) + len(value) for name, value in letter.headers) < 1_000
    assert about(letter.headers)["offset"] == "17"
