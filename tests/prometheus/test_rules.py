"""The recording rules and the alerts, held against promtool, their runbooks and the metrics that there are."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from pipeline.domain.floor import Floor
from pipeline.ops import delivery_metrics, metrics, practice_metrics, standing_metrics
from pipeline.ops.routing_metrics import FLOOR
from pipeline.wire.topics import ROUTING
from tests.prometheus.rules import (
    ALERTMANAGER,
    ALERTS,
    PROMETHEUS,
    ROOT,
    RULE_FILES,
    RULE_TESTS,
    RULES,
    RUNBOOKS,
    loaded,
)

TOLD_BY = (delivery_metrics, metrics, practice_metrics, standing_metrics)
"""The modules whose metrics are registered by being imported."""
(README,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.needs("promtool")
def test_prometheus_takes_the_configuration_and_the_rules() -> None:
    run("promtool", "check", "config", "--syntax-only", PROMETHEUS / "prometheus.yml")
    run("promtool", "check", "rules", *RULE_FILES)


@pytest.mark.needs("promtool")
def test_prometheus_takes_the_configuration_that_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "shown.yml").write_text(README)
    run("promtool", "check", "config", "--syntax-only", tmp_path / "shown.yml")


def test_the_readme_shows_all_that_the_rules_want() -> None:
    shown = yaml.safe_load(README)
    wanted = {label for file in RULE_FILES for label in re.findall(r"\$externalLabels\.(\w+)", file.read_text())}
    assert shown.get("global", {}).get("external_labels", {}).keys() == wanted
    assert sorted(shown["rule_files"]) == [file.name for file in RULE_FILES]


@pytest.mark.needs("alertmanager")
def test_alertmanager_takes_its_configuration() -> None:
    run("amtool", "check-config", ALERTMANAGER)


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("file", RULE_TESTS, ids=lambda file: file.stem)
def test_alerts_fire_when_they_should_and_only_then(file: Path) -> None:
    run("promtool", "test", "rules", file)


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_is_tested_firing_and_quiet(alert: str) -> None:
    cases = [case for file in RULE_TESTS for test in loaded(file)["tests"] for case in test.get("alert_rule_test", ())]
    seen = {bool(case["exp_alerts"]) for case in cases if case["alertname"] == alert}
    assert seen == {True, False}


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_says_how_bad_it_is_what_it_is_and_what_to_do(alert: str) -> None:
    rule = ALERTS[alert]
    assert rule["labels"]["severity"] in {"info", "warning", "critical"}
    assert {"summary", "description"} <= rule["annotations"].keys()
    assert rule["annotations"]["runbook_url"] == f"{{{{ $externalLabels.runbooks }}}}/{alert}.md"


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    assert {file.stem for file in RUNBOOKS.glob("*.md")} == set(ALERTS)


def test_rules_ask_only_for_what_there_is() -> None:
    there = {"up", "process_start_time_seconds"} | {rule["record"] for rule in RULES if "record" in rule}
    FLOOR.show(Floor(), (), there)  # the floor's gauges are told where it is
    for family in REGISTRY.collect():
        kinds = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        there |= {family.name + kind for kind in kinds}
    FLOOR.forget(there)
    for rule in RULES:
        asked = set(re.findall(r"(?:team:)?makegood_\w+(?::\w+)?|up(?=\{)|process_\w+", rule["expr"]))
        assert asked <= there, rule
        assert asked


def test_partitions_that_are_judged_are_counted_without_the_one_that_is_routed() -> None:
    expr = ALERTS["MakegoodPartitionsUnowned"]["expr"]
    assert f'makegood_position{{topic!="{ROUTING.name}"}}' in expr
