"""docker-compose.yml's services, each started by its own command: they find each other, and chats are judged."""

import json
import re
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.composition import Composition
from tests.waiting import LIMIT, until


def asked(url: str, token: str = "") -> str:
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/html"} if token else {}
    with urlopen(Request(url, headers=headers), timeout=LIMIT) as answer:  # noqa: S310 - loopback, in plain HTTP
        text: str = answer.read().decode()
        return text


def from_prometheus(composition: Composition, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
    address = f"http://127.0.0.1:{composition.port('prometheus', 9090)}/api/v1/{path}?{urlencode(query)}"
    return json.loads(asked(address))["data"]


def opened(composition: Composition) -> bool:
    """Whether Prometheus knows of an escalation."""
    found = from_prometheus(composition, "query", query='sum(makegood_escalation_steps_total{type="opened"})')
    return bool(found["result"]) and float(found["result"][0]["value"][1]) > 0


def test_prometheus_scrapes_both_workers_with_the_token_that_was_made_up(composition: Composition) -> None:
    def up() -> bool:
        targets = from_prometheus(composition, "targets")["activeTargets"]
        return [target["health"] for target in targets if target["labels"]["job"] == "makegood"] == ["up", "up"]

    until(up, what="both workers in Prometheus")


def test_simulated_chats_are_escalated_and_counted_at_once(composition: Composition) -> None:
    until(lambda: opened(composition), what="an escalation in Prometheus")


def test_the_console_shows_them_to_who_has_the_token(composition: Composition) -> None:
    token = (composition.place("token") / "token").read_text()
    console = f"http://127.0.0.1:{composition.port('console', 9465)}/"
    until(lambda: re.search(r'data-key="[a-z-]+-\d{6}-\d{6}"', asked(console, token)), what="a card")
    with pytest.raises(HTTPError, match="401"):
        asked(console)


def test_prometheus_knows_where_alerts_go(composition: Composition) -> None:
    found = until(lambda: from_prometheus(composition, "alertmanagers")["activeAlertmanagers"], what="an Alertmanager")
    assert [manager["url"] for manager in found] == [
        f"http://127.0.0.1:{composition.port('alertmanager', 9093)}/api/v2/alerts"
    ]


def test_a_second_start_keeps_the_token(composition: Composition) -> None:
    token = composition.place("token") / "token"
    before = token.read_text()
    composition.start("token")
    assert token.read_text() == before
    assert len(before) > 40


@pytest.mark.parametrize(("name", "status"), [("worker-1", 0), ("console", 0), ("simulator", 0)])
def test_docker_stop_ends_it(composition: Composition, name: str, status: int) -> None:
    until(lambda: opened(composition), what="an escalation: by then all have begun")
    try:
        assert composition.stop(name) == status
    finally:
        composition.start_container(name)
        until(lambda: composition.healthy(name), what=name)
