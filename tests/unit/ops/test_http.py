"""The port of a worker: open on loopback, behind a token elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client import CollectorRegistry

from pipeline.domain.facts import Place
from pipeline.ops.complaint import Complaint
from pipeline.ops.http import serve
from pipeline.ops.practice_metrics import Places
from pipeline.ops.settings import load_settings
from pipeline.ops.standing_metrics import Standing

Ask = Callable[..., int]


@pytest.fixture
def listening() -> Iterator[Callable[..., Ask]]:
    """Starts a server; gives what asks it for a path, with a token or without, and returns the status."""
    with ExitStack() as stack:

        def start(address: str, token: str | None = None, trouble: str | None = None) -> Ask:
            settings = load_settings({"http": address, "http_token": token}, environment={})
            server = serve(settings, health=lambda: None, ready=lambda: trouble)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)

            def ask(path: str, authorization: str | None = None) -> int:
                headers = {"Authorization": authorization} if authorization else {}
                try:
                    with urlopen(Request(f"http://127.0.0.1:{server.server_port}{path}", headers=headers)) as answer:
                        status: int = answer.status
                        return status
                except HTTPError as error:
                    return error.code

            return ask

        yield start


@pytest.mark.parametrize("address", ["0.0.0.0:0", ":0", "192.0.2.1:0", "some.host:0", "127.0.0.1.some.host:0"])
def test_beyond_loopback_it_is_refused_without_a_token(address: str) -> None:
    with pytest.raises(Complaint, match=r"MAKEGOOD_HTTP_TOKEN|must be HOST:PORT"):
        serve(load_settings({"http": address}, environment={}), health=lambda: None, ready=lambda: None)


@pytest.mark.parametrize("path", ["/metrics", "/health", "/ready", "/"])
def test_beyond_loopback_everything_asks_for_the_token(listening: Callable[..., Ask], path: str) -> None:
    ask = listening("0.0.0.0:0", "open-sesame")
    found = 404 if path == "/" else 200
    assert ask(path) == 401
    assert ask(path, "Bearer wrong") == 401
    assert ask(path, "open-sesame") == 401
    assert ask(path, "Bearer open-sesame") == found


def test_on_loopback_it_answers_everybody(listening: Callable[..., Ask]) -> None:
    ask = listening("127.0.0.1:0")
    assert [ask(path) for path in ("/metrics", "/health", "/ready", "/else")] == [200, 200, 200, 404]


def test_on_loopback_a_token_guards_the_metrics_and_not_the_probes(listening: Callable[..., Ask]) -> None:
    ask = listening("127.0.0.1:0", "open-sesame")
    assert [ask(path) for path in ("/metrics", "/health", "/ready")] == [401, 200, 200]


def test_a_worker_that_judges_nothing_is_not_ready(listening: Callable[..., Ask]) -> None:
    ask = listening("127.0.0.1:0", trouble="starting")
    assert (ask("/ready"), ask("/health")) == (503, 200)


def test_gauges_that_are_reckoned_on_asking_can_be_asked_for_by_name() -> None:
    registry = CollectorRegistry()
    registry.register(Standing(places := Places()))
    places.series(Place("emea"))
    (family,) = registry.restricted_registry(["makegood_conversations_at_risk"]).collect()
    assert family.name == "makegood_conversations_at_risk"


def test_metrics_that_are_asked_for_by_name_come_alone() -> None:
    name = "python_info"
    server = serve(load_settings({"http": "127.0.0.1:0"}, environment={}), health=lambda: None, ready=lambda: None)
    try:
        with urlopen(f"http://127.0.0.1:{server.server_port}/metrics?name[]={name}") as answer:
            told = answer.read().decode().splitlines()
    finally:
        server.shutdown()
        server.server_close()
    assert told[0].startswith(f"# HELP {name} ")
    assert {line.partition("{")[0] for line in told if not line.startswith("#")} <= {name}
