"""Every path, port, command and variable in docker-compose.yml is one that exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
import yaml

from pipeline.cli.main import makegood
from pipeline.notify.targets import load_targets
from pipeline.ops.http import serve
from pipeline.ops.settings import load_settings
from tests.composition import COMPOSE, OURS, PROGRAMS, ROOT, SERVICES, environment, volumes

DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROMETHEUS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
ONCE = [name for name, service in SERVICES.items() if service["restart"] == "no"]


def published(service: str) -> list[tuple[str, str, str]]:
    """(address, port here, port in the container)."""
    return [tuple(port.split(":")) for port in SERVICES[service].get("ports", ())]


def parsed(command: Sequence[str]) -> None:
    """Let click read a command line without running it; raises UsageError."""
    context, rest = click.Context(makegood, info_name="makegood"), list(command)
    current: click.Command = makegood
    while isinstance(current, click.Group):
        name, found, rest = current.resolve_command(context, rest)
        assert name
        assert found
        current = found
        if isinstance(current, click.Group):
            context = click.Context(current, parent=context, info_name=name)
    current.make_context(current.name, rest, parent=context)


def test_it_is_a_compose_file() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_is_there() -> None:
    assert set(SERVICES) == {
        *("kafka", "token", "topics", "worker", "console", "notify", "simulator"),
        *("prometheus", "alertmanager", "grafana"),
    }
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_nobody_outside_is_called_unless_it_is_asked_for() -> None:
    assert [name for name, service in SERVICES.items() if "profiles" in service] == ["notify"]
    assert "--profile notify" in (ROOT / "docker-compose.yml").read_text().partition("\nname:")[0]
    for service in SERVICES.values():
        assert "notify" not in service.get("depends_on", {}), "it would be started with it"


def test_the_targets_that_notify_is_given_are_an_example_that_can_be_read(tmp_path: Path) -> None:
    ((source, place, _),) = (volume for volume in volumes("notify") if volume[0].startswith("."))
    _, file = SERVICES["notify"]["command"]
    assert Path(file).parent == Path(place)
    text = (ROOT / source / Path(file).name).read_text()
    # All of it, with secrets that are there.
    told = re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE).replace(place, str(tmp_path))
    for secret in re.findall(r'_file = "(.*)"', told):
        Path(secret).write_text("json://127.0.0.1")
    (tmp_path / "targets.toml").write_text(told)
    targets = load_targets(str(tmp_path / "targets.toml"))
    assert (len(targets.webhook), len(targets.message), targets.answers is None) == (1, 1, False)


def test_versions_are_pinned() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert [image for image in images if not re.search(r":v?\d+\.\d+\.\d+", image)] == []


def test_the_broker_is_the_one_that_is_tested_on() -> None:
    pom = ET.parse(ROOT / "deploy" / "kafka" / "pom.xml")  # noqa: S314 - our own file
    version = pom.findtext(".//{*}kafka.version")
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{version}"


@pytest.mark.parametrize("service", SERVICES)
def test_only_this_machine_reaches_it(service: str) -> None:
    assert [address for address, _, _ in published(service) if address != "127.0.0.1"] == []
    assert SERVICES[service].get("network_mode", "none") == "none"


@pytest.mark.parametrize("service", SERVICES)
def test_it_may_do_no_more_than_it_must(service: str) -> None:
    told = SERVICES[service]
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert not told.keys() & {"privileged", "cap_add", "user", "pid", "ipc"}, "each image has a user of its own"
    assert told.get("read_only") or service == "kafka"


def test_our_image_has_a_user_of_its_own() -> None:
    assert re.search(r"useradd .*\bmakegood\b", DOCKERFILE)
    assert DOCKERFILE.rindex("USER makegood") < DOCKERFILE.index("ENTRYPOINT")


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_mounted_exists(service: str) -> None:
    for source, _, read_only in volumes(service):
        if source.startswith("."):
            assert (ROOT / source).is_dir()
            assert read_only
        else:
            assert source in COMPOSE["volumes"]


def test_no_volume_is_left_over() -> None:
    assert set(COMPOSE["volumes"]) == {source for name in SERVICES for source, _, _ in volumes(name)} - {
        source for name in SERVICES for source, _, _ in volumes(name) if source.startswith(".")
    }


def test_only_one_writes_the_token() -> None:
    writes = [
        name for name in SERVICES for source, _, read_only in volumes(name) if source == "token" and not read_only
    ]
    assert writes == ["token"]
    assert "install --directory --owner makegood /run/makegood" in DOCKERFILE, "a new volume takes its owner from here"


@pytest.mark.parametrize("service", [name for name in OURS if "entrypoint" not in SERVICES[name]])
def test_its_command_is_one_of_ours(service: str) -> None:
    parsed(SERVICES[service]["command"])


def test_a_wrong_option_would_be_found() -> None:
    with pytest.raises(click.UsageError):
        parsed(["topics", "create", "--wrong"])


@pytest.mark.parametrize("service", OURS)
def test_its_variables_are_settings_of_ours(service: str, tmp_path: Path) -> None:
    told = environment(service)
    token = tmp_path / "token"
    token.write_text("open-sesame")
    for name, value in told.items():
        path = str(token) if name.endswith("_FILE") else value
        lower = name.removeprefix("MAKEGOOD_").removesuffix("_FILE").lower()
        assert name.startswith("MAKEGOOD_")
        settings = load_settings(environment={name: path})
        if path:
            assert settings != load_settings(environment={}), f"{lower} changes nothing"


@pytest.mark.parametrize("service", SERVICES)
def test_what_it_waits_for_can_come(service: str) -> None:
    for name, told in SERVICES[service].get("depends_on", {}).items():
        if told["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[name]
        else:
            assert told["condition"] == "service_completed_successfully"
            assert name in ONCE


def test_what_serves_says_whether_it_is_healthy() -> None:
    silent = {name for name, service in SERVICES.items() if "healthcheck" not in service}
    assert silent == {*ONCE, "simulator"}


@pytest.mark.parametrize("service", ["worker", "console", "notify"])
@pytest.mark.parametrize(("trouble", "status"), [(None, 0), ("no partition", 1)])
def test_the_health_check_asks_whether_it_is_ready(
    service: str, trouble: str | None, status: int, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("open-sesame")
    told = {**environment(service), "MAKEGOOD_HTTP_TOKEN_FILE": str(token), "MAKEGOOD_HTTP": "0.0.0.0:0"}
    server = serve(load_settings(environment=told), health=lambda: None, ready=lambda: trouble)
    told["MAKEGOOD_HTTP"] = f"0.0.0.0:{server.server_port}"
    kind, program, *arguments = SERVICES[service]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    done = subprocess.run([sys.executable, *arguments], env=told, check=False, capture_output=True)
    server.shutdown()
    server.server_close()
    assert done.returncode == status


@pytest.mark.parametrize("service", ["console", "prometheus", "alertmanager", "grafana"])
def test_what_is_published_is_where_it_listens(service: str) -> None:
    ((_, here, inside),) = published(service)
    assert here == inside
    told = shlex.join([*SERVICES[service]["healthcheck"]["test"], *environment(service).values()])
    assert f":{inside}" in told


@pytest.mark.parametrize(("job", "service"), [("makegood", "worker"), ("makegood-notify", "notify")])
def test_prometheus_scrapes_where_they_listen(job: str, service: str) -> None:
    (told,) = (one for one in PROMETHEUS["scrape_configs"] if one["job_name"] == job)
    _, _, port = environment(service)["MAKEGOOD_HTTP"].rpartition(":")
    assert [(found["names"], found["port"]) for found in told["dns_sd_configs"]] == [([service], int(port))]
    assert told["authorization"]["credentials_file"] == environment(service)["MAKEGOOD_HTTP_TOKEN_FILE"]


def test_prometheus_knows_where_alertmanager_listens() -> None:
    (managers,) = PROMETHEUS["alerting"]["alertmanagers"]
    assert managers == {"static_configs": [{"targets": [f"alertmanager:{published('alertmanager')[0][2]}"]}]}


@pytest.mark.needs("prometheus", "alertmanager")
@pytest.mark.parametrize("service", PROGRAMS)
def test_its_options_are_known(service: str) -> None:
    done = subprocess.run([PROGRAMS[service], "--help"], capture_output=True, text=True, check=False)
    known = set(re.findall(r"--[a-z.-]+", done.stdout + done.stderr))
    assert {option.partition("=")[0] for option in SERVICES[service]["command"]} <= known


def test_grafana_finds_its_data_and_its_dashboards() -> None:
    provisioning = ROOT / "deploy" / "grafana" / "provisioning"
    targets = [target for _, target, _ in volumes("grafana")]
    (dashboards,) = re.findall(r"path: (\S+)", (provisioning / "dashboards" / "makegood.yml").read_text())
    assert dashboards in targets
    (url,) = re.findall(r"url: http://(\S+)", (provisioning / "datasources" / "prometheus.yml").read_text())
    assert url == f"prometheus:{published('prometheus')[0][2]}"
