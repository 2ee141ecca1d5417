"""The targets file: what it says, and what is said where it is wrong."""

from pathlib import Path

import pytest

from pipeline.domain.floor import Decision
from pipeline.notify.targets import Target, load_targets
from pipeline.ops.complaint import Complaint

WHOLE = """
console = "https://makegood.example.com"
[answers]
listen = "127.0.0.1:0"
address = "https://answers.example.com/makegood"
secret = "for links"
[[webhook]]
name = "desk"
url = "https://desk.example.com/hooks"
secret_file = "{folder}/desk"
teams = ["emea"]
[[message]]
name = "seniors"
to = "json://localhost"
severities = ["critical"]
"""


def written(folder: Path, text: str) -> str:
    (folder / "desk").write_text("shared\n")
    file = folder / "targets.toml"
    file.write_text(text.replace("{folder}", str(folder)))
    return str(file)


def test_a_whole_file_is_read_and_secrets_come_from_files(tmp_path: Path) -> None:
    targets = load_targets(written(tmp_path, WHOLE))
    assert [target.name for target in targets.all] == ["desk", "seniors"]
    assert targets.webhook[0].secret.reveal() == "shared"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nobody would be told"),
        ("[[webhook]]\nname = 'a'\nurl = 'https://a'", "missing required field `secret`"),
        ("[[webhook]]\nname = 'a'\nurl = 'ftp://a'\nsecret = 's3cret'", "ftp://a is no http"),
        (
            "[[webhook]]\nname = 'a'\nurl = 'https://a'\nsecret = 'whsec_s3cret'",
            "webhook a, secret: what follows whsec_",
        ),
        ("[[webhook]]\nname = 'A b'\nurl = 'https://a'\nsecret = 's3cret'", "regex"),
        ("[[webhook]]\nname = 'a'\nurl = 'https://a'\nsecret = 's3cret'\ncolour = 1", "colour"),
        ("[[webhook]]\nname = 'a'\nurl = 'https://a'\nsecret = ''", "must be text, and not empty"),
        ("[[webhook]]\nname = 'a'\nurl = 'https://a'\nsecret_file = 'nowhere'", "secret_file nowhere: No such file"),
        ("[[webhook]]\nname = 'a'\nurl = 'https://a'\nsecret = 's3cret'\ntypes = ['opened']", "opened"),
        ("[[message]]\nname = 'a'\nto = 's3cret'\n[[message]]\nname = 'a'\nto = 's3cret'", "two targets are called a"),
        ("[nudge]\n[[message]]\nname = 'a'\nto = 's3cret'", 'no target names "at_risk"'),
        ("[nudge]\nbefore = 0\n[[message]]\nname = 'a'\nto = 's3cret'\ntypes = ['at_risk']", "$.nudge.before"),
        ("[[webhook]", "line 1"),
    ],
)
def test_a_mistake_is_named_and_no_secret_shown(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Complaint) as complaint:
        load_targets(written(tmp_path, text))
    assert said in str(complaint.value)
    assert "s3cret" not in str(complaint.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Complaint, match="No such file"):
        load_targets(str(tmp_path / "none.toml"))


DECISION = Decision(
    type="assigned", at=0, why="opened", rules_version="r", team="emea", severity="warning", reasons=("distress",)
)


@pytest.mark.parametrize(
    ("target", "wants"),
    [
        (Target(name="a"), True),
        (Target(name="a", teams=("emea", "apac")), True),
        (Target(name="a", teams=("apac",)), False),
        (Target(name="a", types=("released",)), False),
        (Target(name="a", reasons=("distress", "vulnerable")), True),
        (Target(name="a", reasons=("vulnerable",)), False),
        (Target(name="a", severities=("critical",)), False),
    ],
)
def test_a_target_is_told_of_what_it_names(target: Target, *, wants: bool) -> None:
    assert target.wants(DECISION) is wants


def test_nobody_is_told_of_agents_unless_it_is_wished(tmp_path: Path) -> None:
    assert not load_targets(written(tmp_path, WHOLE)).nudged
    wished = "[[message]]\nname = 'a'\nto = 'json://localhost'\ntypes = ['at_risk']"
    targets = load_targets(written(tmp_path, wished))
    assert targets.nudged
    assert targets.nudge.before == 60.0
