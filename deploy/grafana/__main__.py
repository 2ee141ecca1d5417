"""``python -m deploy.grafana``: the dashboards, built into ``dashboards/*.json``."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.floor import floor
from deploy.grafana.now import now
from deploy.grafana.pipeline import pipeline
from deploy.grafana.practice import practice

FOLDER = Path(__file__).parent / "dashboards"
DASHBOARDS: Mapping[str, Callable[[], Dashboard]] = {
    "now": now,
    "floor": floor,
    "practice": practice,
    "pipeline": pipeline,
}
"""By the name of the file."""


def built(name: str) -> str:
    """A dashboard as Grafana reads it."""
    return json.dumps(DASHBOARDS[name]().build(), cls=JSONEncoder, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(built(name), "utf-8")
