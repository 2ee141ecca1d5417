"""A webhook target that does as it is told: receives, fails, hangs, lies, breaks off."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from pipeline.notify.signature import verified
from pipeline.ops.secret import Secret

SECRET = "tests share it"  # noqa: S105 - of no other use


class Received(NamedTuple):
    """One request."""

    id: str
    genuine: bool
    """Whether its signature holds."""
    event: Mapping[str, Any]
    headers: Mapping[str, str]


class Receiver:
    """Listens while the block runs. ``answer`` is given what came, and how often its id has come."""

    def __init__(self, answer: Callable[[Received, int], int | bytes | None] = lambda _one, _times: 204) -> None:
        """``answer``: a status; or the bytes of a whole answer, whatever they are; or None: hang until the end."""
        self.received: list[Received] = []
        self.answer = answer
        self.over = threading.Event()
        self.paths: list[str] = []
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.take(self)

            def do_GET(self) -> None:
                receiver.paths.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
                """Requests are no news."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128  # of five, a connection more would wait a second for its next attempt

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def ids(self) -> list[str]:
        return [one.id for one in list(self.received)]

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in request.headers.items()}
        one = Received(
            headers.get("webhook-id", ""),
            verified(headers, body, Secret(SECRET), int(time.time())),
            json.loads(body),
            headers,
        )
        with self._lock:
            self.received.append(one)
            times = self.ids().count(one.id)
        told = self.answer(one, times)
        if told is None:
            self.over.wait()
        elif isinstance(told, bytes):
            request.wfile.write(told)
            request.close_connection = True
        else:
            request.send_response(told)
            request.send_header("Content-Length", "0")
            request.end_headers()
