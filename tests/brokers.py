"""Brokers for tests and scripts: the embedded one, and a real Apache Kafka on this machine.

    with EmbeddedBroker() as broker: ...        # broker.address
    with ApacheKafka(folder) as kafka: ...      # kafka.kill(), kafka.start() again on the same data

Apache Kafka comes as jars from Maven Central (``mvn`` and Java 17 on the machine) and is fetched once into the folder
named by MAKEGOOD_KAFKA_JARS, or ``deploy/kafka/jars``.
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from pipeline.cli.embedded_broker import BrokerError, EmbeddedBroker, answers, end, free_port
from tests.needs import needs
from tests.waiting import LIMIT

__all__ = ["ApacheKafka", "EmbeddedBroker"]

DEPLOY = Path(__file__).resolve().parent.parent / "deploy" / "kafka"
CLUSTER = "TWFrZWdvb2QtdGVzdHMtMQ"


def kafka_jars() -> str:
    """The class path of Apache Kafka; fetches the jars where they are missing."""
    folder = Path(os.environ.get("MAKEGOOD_KAFKA_JARS") or DEPLOY / "jars")
    if not any(folder.glob("kafka_2.13-*.jar")):
        command = ["mvn", "-q", "-B", "-f", str(DEPLOY / "pom.xml"), "dependency:copy-dependencies"]
        subprocess.run([*command, f"-DoutputDirectory={folder}"], check=True)
    return f"{folder}/*"


class ApacheKafka:
    """One Apache Kafka broker (KRaft) with its data in ``folder``; a context manager.

    ``properties``: beside or instead of those in deploy/kafka/server.properties, ``name+`` adds to what stands there.
    ``formatting``: options of the format command, for users that are to be there from the start.
    """

    def __init__(
        self, folder: Path, properties: Mapping[str, str] | None = None, formatting: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self._more = properties or {}
        self._formatting = formatting
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._java = [
            *("java", "-Xms256m", "-Xmx768m", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=1"),
            *("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", kafka_jars()),
        ]
        self._properties = folder / "server.properties"

    @property
    def log(self) -> str:
        """What the broker printed."""
        return (self.folder / "broker.log").read_text(errors="replace")

    def start(self) -> None:
        """Format the folder where that is still to do, start, and wait until it answers a client."""
        if not self._properties.exists():
            self._format()
        with (self.folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._java, "kafka.Kafka", str(self._properties)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + LIMIT
        while not answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise BrokerError(f"Apache Kafka did not start:\n{self.log[-2000:]}")
            time.sleep(0.1)

    def _format(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = (DEPLOY / "server.properties").read_text()
        for name, value in {
            "@PORT@": self.port,
            "@CONTROLLER_PORT@": free_port(),
            "@LOGS@": self.folder / "logs",
        }.items():
            text = text.replace(name, str(value))
        for name, value in self._more.items():
            if name.endswith("+"):
                text = re.sub(rf"^({re.escape(name[:-1])}=.*)$", rf"\1{value}", text, flags=re.MULTILINE)
            else:
                text += f"{name}={value}\n"
        self._properties.write_text(text)
        done = subprocess.run(
            [
                *self._java,
                "kafka.tools.StorageTool",
                "format",
                "--standalone",
                "-t",
                CLUSTER,
                "-c",
                str(self._properties),
                *self._formatting,
            ],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            self._properties.unlink()
            raise BrokerError(f"the folder for Kafka could not be formatted:\n{done.stderr.decode()[-2000:]}")

    def stop(self) -> None:
        """An orderly end."""
        if self._process:
            end(self._process)
            self._process = None

    def kill(self) -> None:
        """kill -9; the data stays for the next :meth:`start`."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process
        return self._process.pid

    def freeze(self) -> None:
        """SIGSTOP: its connections stay open, nothing is answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def ended(self, within: float = LIMIT) -> int:
        """The exit status of a broker that gives up by itself."""
        assert self._process
        status = self._process.wait(within)
        self._process = None
        return status

    def largest_segment(self, topic: str) -> int:
        """Bytes of the largest file that holds records of ``topic``."""
        return max(file.stat().st_size for file in (self.folder / "logs").glob(f"{topic}-*/*.log"))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


@pytest.fixture(scope="session")
def apache_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    """A running Apache Kafka; skipped where Java or Maven are missing, a failure in CI."""
    needs("java", "maven")
    with ApacheKafka(tmp_path_factory.mktemp("kafka")) as kafka:
        yield kafka
