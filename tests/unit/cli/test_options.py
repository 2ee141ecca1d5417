"""Options out of their range are wrong use, told in one line before anything is done."""

import pytest

from pipeline.cli.main import main


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("export --from 1900-01-01", "'1900-01-01' lies before 1970"),
        ("export --from 0001-01-01T00:00:00+14:00", "lies before 1970"),
        ("dlq list --since 1900-01-01", "'1900-01-01' lies before 1970"),
        ("export --broker foo:bar", "--broker: must be HOST:PORT"),
        ("export --broker foo:70000", "--broker: must be HOST:PORT"),
        ("export --broker [::1", "--broker: must be HOST:PORT"),
        ("learn x --chats 0", "x>=1"),
        ("learn x --chats -3", "x>=1"),
        ("eval x --resamples -5", "x>=0"),
        ("ingest x --speed nan", "'nan' is no speed"),
        ("ingest x --speed inf", "'inf' is no speed"),
        ("ingest x --speed 0", "x>0"),
        ("simulate --speed nan", "'nan' is no speed"),
        ("demo --speed inf", "'inf' is no speed"),
        ("console --hours nan", "'nan' is no number of hours"),
        ("console --hours 1e9", "0<x<=87840"),
        ("rules show --config=", "--config names no file"),
        ("topics create --replication 0", "1 copy or more"),
        ("topics create --replication -7", "-1<=x<=32767"),
        ("rules show --rules=", "--rules: must name a rule file"),
        ("ingest nowhere.jsonl --broker 127.0.0.1:1", "nowhere.jsonl: No such file or directory"),
    ],
)
def test_what_is_out_of_range_is_refused(command: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in said
    assert said.count("\n") == 1
