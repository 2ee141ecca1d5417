"""``/metrics``, ``/health`` and ``/ready``, from a thread of their own."""

import hmac
import ipaddress
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias
from urllib.parse import parse_qs

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings

Probe: TypeAlias = Callable[[], str | None]
"""Returns what is wrong in a few words, or ``None``."""


def serve(settings: Settings, *, health: Probe, ready: Probe) -> ThreadingHTTPServer:
    """Listen on ``settings.http``; ``shutdown()`` the returned server to stop.

    ``/health``: whether the process should live on. ``/ready``: whether it judges chats now. Both answer 200, or 503
    with what is wrong. ``/metrics?name[]=NAME`` leaves out what is not named. Where a token is set, it is wanted as
    ``Authorization: Bearer TOKEN``: for /metrics on loopback, for everything beyond it.

    Raises:
        Complaint: the address is wrong or taken, or open to the network without a token.
    """
    address = settings.http
    host, _, port = address.rpartition(":")
    token = settings.http_token.reveal() if settings.http_token else None
    local = on_loopback(host)
    if token is None and not local:
        raise Complaint(
            f"MAKEGOOD_HTTP {address} is open to the network: set MAKEGOOD_HTTP_TOKEN, or listen on 127.0.0.1"
        )
    probes = {"/health": health, "/ready": ready}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if not (self.allowed() or (local and path in probes)):
                self.answer(401, b"a token is needed\n", "text/plain; charset=utf-8")
            elif path == "/metrics":
                names = parse_qs(query).get("name[]")
                shown = REGISTRY.restricted_registry(names) if names else REGISTRY
                self.answer(200, generate_latest(shown), CONTENT_TYPE_LATEST)
            elif path in probes:
                wrong = probes[path]()
                self.answer(503 if wrong else 200, f"{wrong or 'ok'}\n".encode(), "text/plain; charset=utf-8")
            else:
                self.answer(404, b"/metrics, /health, /ready\n", "text/plain; charset=utf-8")

        def allowed(self) -> bool:
            given = self.headers.get("Authorization", "")
            # http.server has read the bytes as Latin-1.
            return token is None or hmac.compare_digest(given.encode("latin-1"), f"Bearer {token}".encode())

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
            """Scrapes are no news."""

    try:
        server = ThreadingHTTPServer((host or "127.0.0.1", int(port)), Handler)
    except (OSError, OverflowError, ValueError) as error:
        raise Complaint(
            f"cannot listen on {address} ({error}): choose another address with --http or MAKEGOOD_HTTP"
        ) from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server


def on_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    try:
        return host in {"", "localhost"} or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
