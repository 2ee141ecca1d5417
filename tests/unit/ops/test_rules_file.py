"""Rules from a file; every error with its line."""

from pathlib import Path

import pytest

from pipeline.domain.rules import Rules
from pipeline.ops.complaint import Complaint
from pipeline.ops.rules_file import load_rules, read_rules, written


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


def test_the_rules_in_force_can_be_read_again(file: Path) -> None:
    file.write_text(written(Rules()))
    assert load_rules(str(file)) == Rules()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\ngap_wiat = 3", ":2: gap_wiat: no rule; meant is perhaps gap_wait"),
        ('lateness = "long"', ":1: lateness: Expected `float`"),
        ("distress_high = 1.5", ":1: distress_high: must lie between 0 and 1"),
        ("gap_wait = -1", ":1: gap_wait: must be 0 or more"),
        ("gap_wait = nan", ":1: gap_wait: must be 0 or more"),
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


def test_all_errors_are_told(file: Path) -> None:
    file.write_text("a = 1\nb = 2\n")
    assert len(read_rules(file)[1]) == 2
    with pytest.raises(Complaint, match="and 1 more"):
        load_rules(str(file))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="No such file"):
        load_rules(str(tmp_path / "nowhere.toml"))
