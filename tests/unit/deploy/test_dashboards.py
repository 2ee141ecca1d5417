"""The dashboards that are committed are those that the code builds, and are complete."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from deploy.grafana.__main__ import DASHBOARDS, FOLDER, built
from tests.composition import ROOT
from tests.dashboards import NAMES, asked, committed, panels

WIDTH = 24
ALERTS = [
    rule
    for file in sorted((ROOT / "deploy" / "prometheus").glob("rules*.yml"))
    for group in yaml.safe_load(file.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_what_is_committed_is_what_is_built(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text() == built(name), "make dashboards"


def test_there_is_no_other() -> None:
    assert sorted(DASHBOARDS) == NAMES


@pytest.mark.parametrize("name", DASHBOARDS)
def test_every_panel_says_what_it_shows_and_in_what_unit(name: str) -> None:
    for panel in panels(name):
        assert panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"][0]["color"] == "green"


@pytest.mark.parametrize("name", DASHBOARDS)
def test_no_number_of_a_panel_is_given_twice(name: str) -> None:
    numbers = [panel["id"] for panel in panels(name)]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("name", DASHBOARDS)
def test_panels_do_not_lie_on_each_other(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in committed(name)["panels"]:
        place = panel["gridPos"]
        cells = {
            (place.get("x", 0) + x, place.get("y", 0) + y)
            for x in range(place.get("w", WIDTH))
            for y in range(place.get("h", 1))
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < WIDTH
        taken |= cells


@pytest.mark.parametrize("name", DASHBOARDS)
def test_the_data_source_is_whichever_is_chosen(name: str) -> None:
    told = json.dumps(committed(name))
    assert set(re.findall(r'"uid": "([^"]*)"', told)) <= {"${datasource}", f"makegood-{name}"}
    variables = {variable["name"] for variable in committed(name)["templating"]["list"]}
    used = {found for query in asked() if query.dashboard == name for found in re.findall(r"\$([a-z]+)\b", query.expr)}
    assert used <= variables


@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_every_alert_leads_to_a_panel(alert: dict[str, Any]) -> None:
    link = urlsplit(alert["annotations"]["dashboard"])
    name = link.path.removeprefix("/d/makegood-")
    (number,) = parse_qs(link.query)["viewPanel"]
    assert int(number) in {panel["id"] for panel in panels(name)}
