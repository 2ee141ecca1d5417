"""Grafana's dashboards as they are committed: panels, and what they ask Prometheus."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.composition import ROOT

FOLDER = ROOT / "deploy" / "grafana" / "dashboards"
NAMES = sorted(file.stem for file in FOLDER.glob("*.json"))
FILLED_IN = {
    "$__rate_interval": "1h",
    "$__range": "1h",
    "$team": ".*",
    "$queue": ".*",
}
"""What Grafana puts into a query. No run lasts as long: what happened at its beginning is in sight to its end."""


class Asked(NamedTuple):
    """A query of a panel."""

    dashboard: str
    panel: int
    title: str
    expr: str

    @property
    def filled_in(self) -> str:
        """As Prometheus is asked."""
        text = self.expr
        for name, value in FILLED_IN.items():
            text = text.replace(name, value)
        return text


def committed(name: str) -> Mapping[str, Any]:
    """A dashboard."""
    told: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return told


def panels(name: str) -> list[Mapping[str, Any]]:
    """Its panels, without the headings."""
    return [panel for panel in committed(name)["panels"] if panel["type"] != "row"]


def asked() -> Iterator[Asked]:
    """Every query of every panel."""
    for name in NAMES:
        for panel in panels(name):
            for target in panel["targets"]:
                yield Asked(name, panel["id"], panel["title"], target["expr"])
