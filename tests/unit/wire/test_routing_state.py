"""What routing keeps, as programs of another age write and read it."""

from typing import Any

import msgspec

from pipeline.domain.floor import Case, Open
from pipeline.wire.routing_state import decode_entry, encode_entry
from pipeline.wire.state import VERSION

FIRST: dict[str, Any] = {
    "conversation_id": "c-1", "phase": "assigned", "opened_by": "e-1", "opened_at": 1, "since": 2, "agent": "ag-1",
    "team": "emea", "queue": "billing", "missing": "a refund", "quote": "so sorry",
    "open": {"e-1": {"reason": "distress", "severity": "warning"}}, "past": ["e-0"], "language": "fr", "skill": None,
    "refund": None, "owner": "a", "level": 0, "tried": ["b"], "assignments": 2, "overdue": False,
    "acknowledged_at": None, "late": True, "partition": 3,
}  # fmt: skip
"""A case as the first program keeps it."""


def test_what_the_first_program_kept_is_read() -> None:
    case = decode_entry("c/c-1", bytes([VERSION]) + msgspec.msgpack.encode(FIRST))
    assert isinstance(case, Case)
    assert (case.missing, case.open["e-1"], case.past) == ("a refund", Open("distress", "warning"), ("e-0",))
    assert (case.renewed_at, case.needed_at) == (None, None)


def test_what_is_kept_has_all_that_the_first_program_reads_where_it_looks_for_it() -> None:
    case = msgspec.convert(FIRST, Case)
    record = encode_entry("c/c-1", case)
    kept = msgspec.msgpack.decode((record.value or b"")[1:])
    kept["open"] = {name: {"reason": one["reason"], "severity": one["severity"]} for name, one in kept["open"].items()}
    assert {name: kept[name] for name in FIRST} == FIRST
