"""Rules from a file; every error with its line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.partition import Partition
from pipeline.domain.rules import FOREVER, Rules, Seconds
from pipeline.language.reader import Reader
from pipeline.ops.complaint import Complaint
from pipeline.ops.rules_file import FIELDS, load_rules, read_rules, written
from pipeline.wire.codec import Decoder, encode_outcome
from pipeline.wire.masking import secrets
from tests.simulated import chats


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.toml"


def test_without_a_file_the_defaults_hold() -> None:
    assert load_rules(None) == Rules()


def test_what_is_not_named_keeps_its_default(file: Path) -> None:
    file.write_text('version = "mine"\ngap_wait = 60\ntime_zone = "Europe/Dublin"\n')
    rules = load_rules(str(file))
    assert (rules.version, rules.gap_wait, str(rules.time_zone)) == ("mine", 60.0, "Europe/Dublin")
    assert rules.lateness == Rules().lateness


def test_changed_rules_never_go_under_the_name_of_the_defaults(file: Path) -> None:
    file.write_text("gap_wait = 60\n")
    first = load_rules(str(file)).version
    assert first.startswith("file-")
    file.write_text("gap_wait = 61\n")
    assert load_rules(str(file)).version != first


@pytest.mark.parametrize("name", [Rules().version, "default-0", "file-0000beef", "learned-0000beef"])
def test_nor_under_another_name_of_ours_that_was_copied_with_them(file: Path, name: str) -> None:
    shown = written(structs.replace(Rules(), version=name))
    file.write_text(shown.replace("gap_wait = 180.0", "gap_wait = 60.0"))
    version = load_rules(str(file)).version
    assert version.startswith("file-")
    assert version != name


@pytest.mark.parametrize("name", ["patient", "default-emea", "file-of-may", "learned-in-may"])
def test_a_name_of_ones_own_stays_whatever_changes(file: Path, name: str) -> None:
    file.write_text(f'version = "{name}"\ngap_wait = 60\n')
    assert load_rules(str(file)).version == name


def test_the_rules_in_force_can_be_read_again(file: Path) -> None:
    file.write_text(written(Rules()))
    assert load_rules(str(file)) == Rules()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\ngap_wiat = 3", ":2: gap_wiat: no rule; meant is perhaps gap_wait"),
        ('version = ""', ":1: version: Expected `str` of length >= 1"),
        ('lateness = "long"', ":1: lateness: Expected `float`"),
        ("distress_high = 1.5", ":1: distress_high: must lie between 0 and 1"),
        ("gap_wait = -1", ":1: gap_wait: must lie between 0 and 31536000000"),
        ("gap_wait = nan", ":1: gap_wait: must lie between 0 and"),
        ("gap_wait = inf", ":1: gap_wait: must lie between 0 and"),
        # A deadline beyond the year 9999 cannot be written.
        ("first_reply_wait = 1e13", ":1: first_reply_wait: must lie between 0 and"),
        ("ended_after_close = 1e12", ":1: ended_after_close: must lie between 0 and"),
        # Nothing would ever fall due.
        ("lateness = 1e9", ":1: lateness: must lie between 0 and 86400"),
        ("distress_half_life = 0", ":1: distress_half_life: must lie between 0.001 and"),
        ("distress_messages = 0", ":1: distress_messages: must lie between 1 and"),
        ("distress_messages = 99999999999999999999", ":1: distress_messages: must lie between 1 and"),
        ("distress_messages = 2.5", ":1: distress_messages: Expected `int`"),
        ("\ndistress_calm = 0.9", ":2: distress_calm: must be at most distress_high, 0.6"),
        ("distress_severe = 0.5", ":1: distress_severe: must be at least distress_high, 0.6"),
        ("distress_high = 0.3", ":1: distress_high: must be at least distress_calm, 0.4"),
        ('\n\ntime_zone = "Mars"', ":3: time_zone: no time zone 'Mars'"),
        ("gap_wait == 3", ":1: "),
        ("[rules]\ngap_wait = 3", ":1: rules: no rule"),
    ],
)
def test_an_error_names_its_line_and_reason(file: Path, text: str, error: str) -> None:
    file.write_text(text)
    rules, errors = read_rules(file)
    assert rules is None
    assert errors[0].startswith(f"{file}{error}")


@pytest.mark.parametrize(
    "text",
    [
        "gap_wait = 0",
        "gap_wait = 1e9",
        "first_reply_wait = 9999999999",
        "distress_messages = 1",
        "distress_half_life = 0.5",
        "distress_high = 0.4",
        "distress_high = 1\ndistress_severe = 1",
        "group_above = 0",
        "day_end = 93600",
    ],
)
def test_what_switches_a_rule_off_or_sharpens_it_is_fine(file: Path, text: str) -> None:
    file.write_text(text)
    assert read_rules(file)[1] == []


def test_the_longest_waits_leave_times_that_can_be_written(file: Path) -> None:
    seconds = [name for name, field in FIELDS.items() if field.type is Seconds]
    assert "gap_wait" in seconds
    file.write_text("".join(f"{name} = {FOREVER}\n" for name in seconds))
    partition = Partition(load_rules(str(file)))
    decoder = Decoder(Reader(secrets).read_all)
    told: list[FoldOutcome] = []
    for event in chats(5, start=datetime(2099, 12, 31, tzinfo=UTC)):
        told += partition.fold(decoder.event(json.dumps(event).encode()))
    while (at := partition.next_due()) is not None:
        told += partition.advance(at)
    last = [encode_outcome(one).value or b"" for one in told if isinstance(one, EscalationStep)][-1]
    assert json.loads(last)["at"] > "4000"


def test_all_errors_are_told(file: Path) -> None:
    file.write_text("a = 1\nb = 2\n")
    assert len(read_rules(file)[1]) == 2
    with pytest.raises(Complaint, match="and 1 more"):
        load_rules(str(file))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="No such file"):
        load_rules(str(tmp_path / "nowhere.toml"))
