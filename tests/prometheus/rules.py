"""The committed rules, as the tests read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTMANAGER = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
RUNBOOKS = ROOT / "docs" / "runbooks"
RULE_FILES = sorted(PROMETHEUS.glob("rules*.yml"))
RULE_TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))


def loaded(file: Path) -> Any:  # noqa: ANN401 - YAML
    """What a file says."""
    return yaml.safe_load(file.read_text())


RULES: Sequence[Mapping[str, Any]] = [
    rule for file in RULE_FILES for group in loaded(file)["groups"] for rule in group["rules"]
]
ALERTS: Mapping[str, Mapping[str, Any]] = {rule["alert"]: rule for rule in RULES if "alert" in rule}
