"""docker-compose.yml on this machine, without containers: each service's own command, with ports and paths of here.

with Composition(folder) as composition:
    composition.start("kafka", "token", "topics", "worker", "prometheus")
"""

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from pipeline.cli.embedded_broker import end, free_port
from tests.brokers import ApacheKafka
from tests.waiting import LIMIT, until

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
"""Services of our own image."""
PROGRAMS = {"prometheus": "prometheus", "alertmanager": "prometheus-alertmanager"}
"""Debian's names of them."""
_ADDRESS = re.compile(rf"(?:\b({'|'.join(SERVICES)}|0\.0\.0\.0|127\.0\.0\.1)|(?<=//)):(\d+)\b")


def environment(service: str) -> dict[str, str]:
    """What a service is told, as Compose would fill it in where the shell says nothing."""
    told = SERVICES[service].get("environment", {})
    return {name: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", str(value)) for name, value in told.items()}


def volumes(service: str) -> list[tuple[str, str, bool]]:
    """(name of a volume or folder, path in the container, whether it is read-only)."""
    told = (volume.split(":") for volume in SERVICES[service].get("volumes", ()))
    return [(source, target, mode == ["ro"]) for source, target, *mode in told]


class ComposedKafka(ApacheKafka):
    """The broker as docker-compose.yml sets it up."""

    def __init__(self, folder: Path, properties: Mapping[str, str], port: int) -> None:
        super().__init__(folder, properties)
        self.port = port
        self.address = f"127.0.0.1:{port}"

    def _format(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._properties.write_text("".join(f"{name}={value}\n" for name, value in self._more.items()))
        command = [*self._java, "kafka.tools.StorageTool", "format", "-t", "TWFrZWdvb2QtdGVzdHMtMg", "-c"]
        subprocess.run([*command, str(self._properties)], check=True, capture_output=True)


class Composition:
    """The services, started in the order asked for; ended with the block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ports: dict[tuple[str, int], int] = defaultdict(free_port)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._kafka: ComposedKafka | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes.values()):
            end(process)
        if self._kafka:
            self._kafka.kill()

    def port(self, name: str, inside: int) -> int:
        """The port of this machine that stands for one of a container."""
        return self._ports[name, inside]

    def here(self, text: str, name: str) -> str:
        """A text of the file with addresses and paths of this machine, for container ``name``."""
        service = name.partition("-")[0]
        mounted = {target: source for source, target, _ in volumes(service)}
        if mounted:
            path = re.compile(rf"(?<![\w./-])({'|'.join(map(re.escape, mounted))})(?![\w-])")
            text = path.sub(lambda found: str(self.place(mounted[found[1]])), text)

        def address(found: re.Match[str]) -> str:
            host = found[1] if found[1] in SERVICES else name
            return f"{'0.0.0.0' if found[1] == '0.0.0.0' else '127.0.0.1'}:{self.port(host, int(found[2]))}"  # noqa: S104

        return _ADDRESS.sub(address, text)

    def place(self, source: str) -> Path:
        """The folder that stands for a volume, or is mounted."""
        if not source.startswith("."):
            folder = self.folder / source
            folder.mkdir(exist_ok=True)
            return folder
        if source.endswith("/notify"):
            return self._told_by_the_test()
        return self._scraping() if source.endswith("/prometheus") else ROOT / source

    def _told_by_the_test(self) -> Path:
        """The folder of the targets file; a test writes its own there: those of the example are nobody's."""
        folder = self.folder / "targets"
        folder.mkdir(exist_ok=True)
        return folder

    def _scraping(self) -> Path:
        """Prometheus' folder; the names of containers are none here, and once a second instead of every 15."""
        folder = self.folder / "scraping"
        if not folder.exists():
            shutil.copytree(ROOT / "deploy" / "prometheus", folder)
            file = folder / "prometheus.yml"
            told = yaml.safe_load(self.here(file.read_text(), "prometheus"))
            told["global"] |= {"scrape_interval": "1s", "evaluation_interval": "1s"}
            for job in told["scrape_configs"]:
                (found,) = job.pop("dns_sd_configs")
                ports = [self.port(name, found["port"]) for name in containers(*found["names"])]
                job["static_configs"] = [{"targets": [f"127.0.0.1:{port}" for port in ports]}]
            file.write_text(yaml.safe_dump(told))
        return folder

    def start(self, *services: str) -> None:
        """Start services, each when what it depends on is there, and wait until all are."""
        for service in services:
            for needed in SERVICES[service].get("depends_on", ()):
                self._wait_for(needed)
            for name in containers(service):
                self.start_container(name)
        for service in services:
            self._wait_for(service)

    def _wait_for(self, service: str) -> None:
        for name in containers(service):
            until(partial(self.healthy, name), what=name)

    def start_container(self, name: str) -> None:
        """Start what a container would run."""
        service = name.partition("-")[0]
        told = self.told(name)
        if service == "kafka":
            properties = {
                key.removeprefix("KAFKA_").lower().replace("_", "."): value
                for key, value in told.items()
                if key != "KAFKA_HEAP_OPTS"
            }
            self._kafka = ComposedKafka(self.folder / "broker", properties, self.port("kafka", 19092))
            self._kafka.start()
            return
        command = [self.here(part, name) for part in SERVICES[service]["command"]]
        if service in PROGRAMS:
            (inside,) = (port.rpartition(":")[2] for port in SERVICES[service]["ports"])
            command = [PROGRAMS[service], *command, f"--web.listen-address=127.0.0.1:{self.port(name, int(inside))}"]
        elif "entrypoint" in SERVICES[service]:
            command = [sys.executable, *SERVICES[service]["entrypoint"][1:], *command]
        else:
            command = self.ours(*command)
        self.run(name, command, told)

    def told(self, name: str) -> dict[str, str]:
        """The environment of a container, as it is here."""
        return {key: self.here(value, name) for key, value in environment(name.partition("-")[0]).items()}

    @staticmethod
    def ours(*command: str) -> list[str]:
        """A command line of makegood."""
        return [sys.executable, "-m", "pipeline.cli.main", *command]

    def get(self, name: str, inside: int, path: str) -> str:
        """What a container answers."""
        with urlopen(f"http://127.0.0.1:{self.port(name, inside)}{path}", timeout=LIMIT) as answer:
            text: str = answer.read().decode()
            return text

    def run(self, name: str, command: list[str], told: Mapping[str, str]) -> None:
        """Start a process that ends with the block."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKEGOOD_")}
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command, env={**clean, **told}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT
            )

    def said(self, name: str) -> str:
        """The last that it printed."""
        log = self.folder / f"{name}.log"
        return log.read_text(errors="replace")[-1_000:] if log.exists() else ""

    def healthy(self, name: str) -> bool:
        """Whether its health check passes; of what has none: whether it runs, or has ended well where it runs once."""
        service = name.partition("-")[0]
        if service == "kafka":
            return True  # start() waits for it
        process = self._processes[name]
        if SERVICES[service]["restart"] == "no":
            return process.poll() == 0
        assert process.poll() is None, f"{name} ended: {self.said(name)}"
        if (check := SERVICES[service].get("healthcheck")) is None:
            return True
        kind, program, *arguments = (self.here(part, name) for part in check["test"])
        assert kind == "CMD"
        if program == "wget":
            return answers(arguments[-1])
        assert program == "python"
        told = {key: self.here(value, name) for key, value in environment(service).items()}
        done = subprocess.run(
            [sys.executable, *arguments], env={**os.environ, **told}, check=False, capture_output=True
        )
        return done.returncode == 0

    def stop(self, name: str) -> int:
        """SIGTERM, as `docker stop` sends it; the exit status."""
        process = self._processes.pop(name)
        process.terminate()
        return process.wait(LIMIT)


def containers(service: str) -> list[str]:
    """The containers of a service: `worker-1`, `worker-2`."""
    number = SERVICES[service].get("deploy", {}).get("replicas", 1)
    return [f"{service}-{n + 1}" for n in range(number)] if number > 1 else [service]


def answers(url: str) -> bool:
    """Whether there is an answer of 200."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - a health check of ours
            status: int = answer.status
            return status == 200
    except (URLError, OSError):
        return False
