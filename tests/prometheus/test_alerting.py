"""A real worker, a real Prometheus, a real Alertmanager: from a chat to what somebody is called by."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

from pipeline.cli.embedded_broker import end, free_port
from tests.prometheus.rules import ALERTMANAGER, PROMETHEUS, RULE_FILES, loaded
from tests.running import Stage
from tests.simulated import message
from tests.waiting import LIMIT, until

TRUE = {
    "MakegoodNoWorker": "before Prometheus has asked the worker for the first time",
    "MakegoodCriticalUnacknowledged": "nobody does",
    "MakegoodEscalationsLate": "the chat was ten minutes old when it came",
    "MakegoodQueueWaits": "there is no senior",
}
"""What may be told in this test, and why it is so. All else is fine, and no alert may say otherwise."""
DANGER = "My mother is on oxygen and our power has been cut off, she cannot breathe without it. Please help us!"


@pytest.mark.needs("prometheus", "alertmanager")
def test_a_critical_escalation_that_nobody_acknowledges_calls_somebody(stage: Stage, tmp_path: Path) -> None:
    worker = stage.worker()
    stage.until(lambda: worker.owned() == stage.partitions, "its partitions")
    stage.until(lambda: worker.metric("makegood_routing_owned") == 1, "routing")
    with called() as (webhook, calls), alerting(tmp_path, worker.port, webhook) as ask:
        long_ago = datetime.now(UTC) - timedelta(minutes=10)
        chat = message("c-1", 1, long_ago, "customer", DANGER) | {"team": "emea", "queue": "power"}
        stage.write([chat])
        stage.until(lambda: ask('makegood_unacknowledged_since_seconds{severity="critical",team="emea"}'), "the scrape")
        call = call_for("MakegoodCriticalUnacknowledged", calls)
        fired = ask('count by (alertname) (last_over_time(ALERTS{alertstate="firing"}[10m]))')
    assert {alert["metric"]["alertname"] for alert in fired} <= set(TRUE)
    assert call["commonLabels"] == {
        "alertname": "MakegoodCriticalUnacknowledged",
        "severity": "critical",
        "team": "emea",
        "queue": "power",
    }
    assert call["receiver"] == "on-call"
    assert call["commonAnnotations"]["runbook_url"] == "docs/runbooks/MakegoodCriticalUnacknowledged.md"


def call_for(alert: str, calls: "queue.Queue[bytes]") -> Mapping[str, Any]:
    """The call for an alert; others come before it."""
    while True:
        call: Mapping[str, Any] = json.loads(calls.get(timeout=LIMIT))
        if call["groupLabels"]["alertname"] == alert:
            return call


@contextmanager
def called() -> Iterator[tuple[str, "queue.Queue[bytes]"]]:
    """The address of a webhook, and what comes there."""
    calls: queue.Queue[bytes] = queue.Queue()

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
            """The test looks at the calls."""

    server = HTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", calls
    server.shutdown()


@contextmanager
def alerting(folder: Path, worker: int, webhook: str) -> Iterator[Callable[[str], Sequence[Any]]]:
    """Both programs with the committed configuration, but impatient; a function that asks Prometheus."""
    port, manager = free_port(), free_port()
    _write_prometheus(folder, worker, manager)
    _write_alertmanager(folder, webhook)
    commands = (
        ("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb"),
        ("prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=kept"),
    )
    options = ((), ("--cluster.listen-address=",))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command, more, at in zip(commands, options, (port, manager), strict=True):
            with (folder / f"{command[0]}.log").open("wb") as log:
                told = [*command, *more, f"--web.listen-address=127.0.0.1:{at}"]
                processes.append(subprocess.Popen(told, cwd=folder, stdout=log, stderr=log))
        for at in (port, manager):
            until(partial(_get, f"http://127.0.0.1:{at}/-/ready"), what="readiness")
        yield lambda query: _ask(port, query)
    finally:
        for process in processes:
            end(process)


def _write_prometheus(folder: Path, worker: int, manager: int) -> None:
    told = loaded(PROMETHEUS / "prometheus.yml")
    # A worker that does not answer within the interval is down, and that is an alert.
    told["global"] |= {"scrape_interval": "10s", "scrape_timeout": "10s", "evaluation_interval": "1s"}
    (alertmanager,) = told["alerting"]["alertmanagers"]
    alertmanager["static_configs"] = [{"targets": [f"127.0.0.1:{manager}"]}]
    (job,) = told["scrape_configs"] = [job for job in told["scrape_configs"] if job["job_name"] == "makegood"]
    del job["dns_sd_configs"], job["authorization"]
    job["static_configs"] = [{"targets": [f"127.0.0.1:{worker}"]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(told))
    for file in RULE_FILES:
        rules = loaded(file)
        for rule in (rule for group in rules["groups"] for rule in group["rules"] if "for" in rule):
            rule["for"] = "1s"
        (folder / file.name).write_text(yaml.safe_dump(rules))


def _write_alertmanager(folder: Path, webhook: str) -> None:
    told = loaded(ALERTMANAGER)
    for route in (told["route"], *told["route"]["routes"]):
        route["group_wait"] = "1s"
    for receiver in told["receivers"]:
        receiver["webhook_configs"] = [{"url": webhook}]
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(told))


def _ask(port: int, query: str) -> Sequence[Any]:
    answer = _get(f"http://127.0.0.1:{port}/api/v1/query?{urlencode({'query': query})}")
    return [] if answer is None else json.loads(answer)["data"]["result"]


def _get(url: str) -> bytes | None:
    try:
        with urlopen(url, timeout=LIMIT) as answer:  # noqa: S310 - programs of ours on loopback
            body: bytes = answer.read()
            return body
    except OSError:
        return None
