"""The receiver of docs/receivers.md, run as it stands there, against a stand-in for the chat systems' APIs."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.cli.embedded_broker import end, free_port
from pipeline.domain.floor import Decision
from pipeline.notify.decided import decision_notice
from pipeline.notify.notice import Notice
from pipeline.notify.nudged import nudge_notice
from pipeline.notify.signature import signed
from pipeline.notify.targets import Answers, Targets
from pipeline.ops.secret import Secret
from tests.unit.notify.test_nudges import WAITS
from tests.waiting import until

DOCS = Path(__file__).parents[3] / "docs" / "receivers.md"
SECRET = Secret("whsec_c2hhcmVkLWJ5LWJvdGgtc2lkZXM=")
AS_TEXT = Secret("shared")
TARGETS = Targets(answers=Answers(listen="127.0.0.1:0", address="https://answers.example.com", secret=SECRET))
NOTICE = decision_notice(
    "n-1",
    Decision(
        type="assigned",
        at=0,
        why="opened",
        rules_version="r",
        conversation_id="31",
        assignment_id="a-1",
        senior="7",
        reasons=("distress",),
        missing="the refund",
    ),
    TARGETS,
)


NUDGE = nudge_notice(replace(WAITS, conversation_id="31", owner="5"), TARGETS)


class Api:
    """Takes what is called, and answers with a status."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str, Any, Mapping[str, str]]] = []
        self.status = 200
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                api.called.append((self.command, self.path, body, {k.lower(): v for k, v in self.headers.items()}))
                self.send_response(api.status)
                self.end_headers()

            do_PUT = do_POST  # noqa: N815 - the name that http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
                """No news."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


class Receiving:
    """The receiver of the page as a process."""

    def __init__(self, folder: Path, system: str, secret: Secret) -> None:
        (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
        (folder / "receiver.py").write_text(code)
        self.api = Api()
        self.secret = secret
        self.port = free_port()
        told = {
            "MAKEGOOD_SECRET": secret.reveal(),
            "API": f"http://127.0.0.1:{self.api.server.server_port}",
            "SYSTEM": system,
            "TOKEN": "t0ken",
            "ACCOUNT": "3",
            "USER_EMAIL": "bot@example.com",
            "PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "receiver.py")], env={**os.environ, **told}, stderr=subprocess.DEVNULL
        )
        until(self._listens, what="the receiver")

    def _listens(self) -> bool:
        try:
            return self.post(b"{}", {"webhook-id": "", "webhook-timestamp": "0", "webhook-signature": ""}) == 401
        except ConnectionError:
            return False

    def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/makegood", body, dict(headers))
        status = connection.getresponse().status
        connection.close()
        return status

    def told(self, notice: Notice) -> int:
        return self.post(notice.event, signed(notice.id, notice.event, self.secret, int(time.time())))


@contextmanager
def receiving(folder: Path, system: str, secret: Secret = SECRET) -> Iterator[Receiving]:
    receiver = Receiving(folder, system, secret)
    try:
        yield receiver
    finally:
        end(receiver.process)
        receiver.api.server.shutdown()


def test_in_chatwoot_the_conversation_is_the_seniors_with_a_private_note(tmp_path: Path) -> None:
    with receiving(tmp_path, "chatwoot") as receiver:
        assert receiver.told(NOTICE) == 204
        assignment, note = receiver.api.called
    assert assignment[:3] == ("POST", "/api/v1/accounts/3/conversations/31/assignments", {"assignee_id": 7})
    assert assignment[3]["api_access_token"] == "t0ken"  # noqa: S105 - of the stand-in
    assert note[1].endswith("/conversations/31/messages")
    assert note[2]["private"] is True
    assert "the refund" in note[2]["content"]


def test_in_zendesk_the_ticket_is_the_seniors_with_an_internal_comment(tmp_path: Path) -> None:
    with receiving(tmp_path, "zendesk") as receiver:
        assert receiver.told(NOTICE) == 204
        ((method, path, body, headers),) = receiver.api.called
    assert (method, path) == ("PUT", "/api/v2/tickets/31.json")
    assert body["ticket"]["assignee_email"] == "7"
    assert body["ticket"]["comment"]["public"] is False
    assert headers["authorization"].startswith("Basic ")


def test_in_chatwoot_the_agent_is_mentioned_in_a_private_note(tmp_path: Path) -> None:
    with receiving(tmp_path, "chatwoot") as receiver:
        assert receiver.told(NUDGE) == 204
        ((_, path, body, _),) = receiver.api.called
    assert path.endswith("/conversations/31/messages")
    assert body["private"] is True
    assert "(mention://user/5/" in body["content"]
    assert "the refund" in body["content"]


def test_in_zendesk_the_agent_reads_an_internal_comment_and_keeps_the_ticket(tmp_path: Path) -> None:
    with receiving(tmp_path, "zendesk") as receiver:
        assert receiver.told(NUDGE) == 204
        ((_, _, body, _),) = receiver.api.called
    assert body["ticket"].keys() == {"comment"}
    assert body["ticket"]["comment"]["public"] is False


def test_what_comes_twice_is_done_once_and_what_is_not_ours_never(tmp_path: Path) -> None:
    with receiving(tmp_path, "zendesk") as receiver:
        assert [receiver.told(NOTICE), receiver.told(NOTICE)] == [204, 204]
        assert receiver.post(NOTICE.event, signed("n-1", NOTICE.event, Secret("another"), int(time.time()))) == 401
        assert len(receiver.api.called) == 1


def test_a_secret_that_is_taken_as_text_is_so_by_both(tmp_path: Path) -> None:
    with receiving(tmp_path, "zendesk", AS_TEXT) as receiver:
        assert receiver.told(NOTICE) == 204


@pytest.mark.parametrize("status", [500, 401, 429])
def test_where_the_chat_system_fails_it_is_asked_for_again(tmp_path: Path, status: int) -> None:
    with receiving(tmp_path, "zendesk") as receiver:
        receiver.api.status = status
        assert receiver.told(NOTICE) == 503
        receiver.api.status = 200
        assert receiver.told(NOTICE) == 204
        assert len(receiver.api.called) == 2
