"""Through TLS and a login, on the real Kafka: it works as without, it is refused in one line, no secret is shown."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.cli.reading import read_topic
from pipeline.ops.settings import load_settings
from pipeline.wire.topics import ESCALATIONS
from tests.needs import needs
from tests.running import PARTITIONS, Stage
from tests.secure_broker import Authority, SecureKafka
from tests.simulated import chats
from tests.waiting import LIMIT, until

KEY_PASSWORD = "of the key file"  # noqa: S105 - of a key that lives as long as the test
NONE = "\0"
WAYS = {
    "TLS": ("TLS", None),
    "TLS with a client's certificate": ("CERTIFICATES", None),
    "TLS and PLAIN": ("LOGIN", "PLAIN"),
    "TLS and SCRAM-SHA-256": ("LOGIN", "SCRAM-SHA-256"),
    "TLS and SCRAM-SHA-512": ("LOGIN", "SCRAM-SHA-512"),
    "SCRAM-SHA-512 without TLS": ("BARE_LOGIN", "SCRAM-SHA-512"),
}


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    needs("java", "maven", "openssl")
    with SecureKafka(tmp_path_factory.mktemp("secure")) as kafka:
        yield kafka


@pytest.fixture
def stage(kafka: SecureKafka) -> Iterator[Stage]:
    """Fresh topics, made and watched through the plain listener."""
    stage = Stage(kafka.address)
    yield stage
    stage.end()


@pytest.fixture(scope="module")
def client(kafka: SecureKafka) -> dict[str, str]:
    """The settings of a client's certificate, its key under a password."""
    certificate, key = kafka.authority.certify("client", KEY_PASSWORD)
    return {
        "MAKEGOOD_SSL_CERTFILE": str(certificate),
        "MAKEGOOD_SSL_KEYFILE": str(key),
        "MAKEGOOD_SSL_PASSWORD": KEY_PASSWORD,
    }


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("events") / "chats.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in chats(10)))
    return file


def start(told: Mapping[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli.main", *arguments],
        env={**os.environ, "MAKEGOOD_HTTP": "127.0.0.1:0", **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def makegood(told: Mapping[str, str], *arguments: str) -> str:
    """Run a command; what it writes to stdout. Fails where the command fails."""
    command = start(told, *arguments)
    said, complained = command.communicate(timeout=LIMIT)
    assert command.returncode == 0, complained
    assert told.get("MAKEGOOD_SASL_PASSWORD", NONE) not in said + complained
    return said


def steps_read(told: Mapping[str, str]) -> list[str]:
    """The steps on the topic, read through the same listener."""
    settings = load_settings(environment=told)
    records = read_topic(settings, ESCALATIONS.name, PARTITIONS, None, lambda record: record.offset)
    return sorted((record.value or b"").decode() for record in records)


def goes_through(stage: Stage, told: Mapping[str, str], events: Path) -> None:
    """Topics, events, the worker, its steps: all by these settings, and the steps are those of ``replay``."""
    new = f"{stage.app}-events"
    assert f"{new}: created" in makegood(
        {**told, "MAKEGOOD_EVENTS_TOPIC": new}, "topics", "create", "--partitions", "4"
    )
    worker = stage.worker(**told)
    makegood(told, "ingest", str(events))
    expected = sorted(makegood({}, "replay", str(events), "--format", "jsonl").splitlines())
    assert len(expected) > 5
    stage.until(lambda: steps_read(told) == expected, "the steps of replay on the topic")
    assert told.get("MAKEGOOD_SASL_PASSWORD", NONE) not in worker.log


@pytest.mark.parametrize("way", WAYS)
def test_topics_events_and_steps_go_through(
    stage: Stage, kafka: SecureKafka, client: Mapping[str, str], events: Path, way: str
) -> None:
    listener, mechanism = WAYS[way]
    mine = client if listener == "CERTIFICATES" else {}
    goes_through(stage, {**kafka.environment(listener, mechanism), **mine}, events)


def test_the_password_may_lie_in_a_file(stage: Stage, kafka: SecureKafka, events: Path, tmp_path: Path) -> None:
    told = kafka.environment("LOGIN", "SCRAM-SHA-512")
    file = tmp_path / "password"
    file.write_text(told.pop("MAKEGOOD_SASL_PASSWORD") + "\n")
    goes_through(stage, {**told, "MAKEGOOD_SASL_PASSWORD_FILE": str(file)}, events)


WRONG = "Wr0ng-passw0rd"
REFUSALS = {
    "a wrong password by PLAIN": "the login: check MAKEGOOD_SASL_MECHANISM, _USERNAME and _PASSWORD",
    "a wrong password by SCRAM": "the login: check MAKEGOOD_SASL_MECHANISM, _USERNAME and _PASSWORD",
    "an authority that is not the broker's": "is not trusted (unable to get local issuer certificate)",
    "a broker unlike its certificate": "is not trusted (IP address mismatch",
    "no certificate of the client": "set MAKEGOOD_SSL_CERTFILE",
    "no TLS": "check MAKEGOOD_SECURITY_PROTOCOL",
    "no login": "check MAKEGOOD_SECURITY_PROTOCOL",
}
COMMANDS = ("topics check", "ingest {events}", "worker")
AT_ONCE = 7


class Refused(NamedTuple):
    """What a command said, on stdout and stderr, and its exit status."""

    said: str
    complained: str
    status: int


@pytest.fixture(scope="module")
def refused(
    kafka: SecureKafka, events: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], "Future[Refused]"]]:
    """Every command with every fault, some at once: each tries for ten seconds, in which the broker is to answer."""
    tls, login = kafka.environment("TLS"), kafka.environment("LOGIN", "PLAIN")
    wrong = {"MAKEGOOD_SASL_PASSWORD": WRONG}
    stranger = Authority(tmp_path_factory.mktemp("stranger"), "stranger")
    told: dict[str, Mapping[str, str]] = {
        "a wrong password by PLAIN": {**login, **wrong},
        "a wrong password by SCRAM": {**login, **wrong, "MAKEGOOD_SASL_MECHANISM": "SCRAM-SHA-256"},
        "an authority that is not the broker's": {**tls, "MAKEGOOD_SSL_CAFILE": str(stranger.file)},
        "a broker unlike its certificate": kafka.environment("ELSEWHERE"),
        "no certificate of the client": kafka.environment("CERTIFICATES"),
        "no TLS": {"MAKEGOOD_BROKER": tls["MAKEGOOD_BROKER"]},
        "no login": {**tls, "MAKEGOOD_BROKER": login["MAKEGOOD_BROKER"]},
    }

    def refuse(fault: str, command: str) -> Refused:
        with start(told[fault], *command.format(events=events).split()) as process:
            try:
                return Refused(*process.communicate(timeout=LIMIT), process.returncode)
            finally:
                process.kill()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {(fault, command): pool.submit(refuse, fault, command) for fault in REFUSALS for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", REFUSALS)
def test_a_refusal_is_one_line_that_says_what_to_do(
    refused: Mapping[tuple[str, str], "Future[Refused]"], fault: str, command: str
) -> None:
    said, complained, status = refused[fault, command].result()
    assert status == 2
    assert complained.count("\n") == 1, complained
    assert REFUSALS[fault] in complained
    assert WRONG not in said + complained


def test_a_secret_stands_in_no_process_list(kafka: SecureKafka, stage: Stage, client: Mapping[str, str]) -> None:
    told = {**kafka.environment("LOGIN", "PLAIN"), **client, "MAKEGOOD_HTTP_TOKEN": "token-of-http"}
    worker = stage.worker(**told)
    until(lambda: worker.get("/ready"), what="readiness")
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    assert f"{worker.process.pid} " in listed
    for secret in (told["MAKEGOOD_SASL_PASSWORD"], KEY_PASSWORD, "token-of-http"):
        assert secret not in worker.log
        assert secret not in listed
