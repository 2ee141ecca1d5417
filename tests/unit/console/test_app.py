"""Addresses, and who may use them."""

from typing import Any

import pytest

from pipeline.console.guard import CSRF_FIELD, Guard
from pipeline.console.verdicts import feedback_of
from pipeline.ops.secret import Secret
from tests.unit.console.asked import Asked

TOKEN = "open-sesame"  # noqa: S105 - of no console
HTML = {"Accept": "text/html"}


def test_a_page_says_what_is_missing_and_lets_no_script_run_but_ours() -> None:
    status, body, answer = Asked().ask("GET", "/")
    assert status == 200
    assert "the refund" in body
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert " style=" not in body
    assert "<script>" not in body


@pytest.mark.parametrize("path", ["/conversation/none", "/static/none.js", "/none"])
def test_every_answer_has_the_headers(path: str) -> None:
    assert "Content-Security-Policy" in Asked().ask("GET", path)[2].headers


@pytest.mark.parametrize("path", ["/?severity=grave", "/?reason=x", "/?shown=many"])
def test_a_filter_that_is_none_is_told(path: str) -> None:
    status, body, _ = Asked().ask("GET", path)
    assert (status, body.count("\n")) == (400, 1)


def test_a_verdict_goes_to_the_partition_of_the_conversation_at_its_time() -> None:
    asked = Asked()
    status, _, _ = asked.verdict(told={"by": " Ada \n Lovelace "})
    assert status == 202
    ((feedback, partition),) = asked.written.sent
    assert (partition, feedback.at, feedback.author_id, feedback.verdict) == (3, 7_000, "Ada Lovelace", "acknowledged")


def test_without_scripts_a_verdict_leads_back_to_the_page() -> None:
    asked = Asked()
    status, _, answer = asked.verdict(headers={**HTML, "Referer": "/?team=emea"})
    assert (status, answer.headers["Location"]) == (303, "/?team=emea")
    assert asked.written.sent


@pytest.mark.parametrize(
    ("told", "status"),
    [({"verdict": "guilty"}, 400), ({"escalation_id": "other"}, 404), ({"conversation_id": "other"}, 404)],
)
def test_what_is_no_verdict_is_refused(told: dict[str, str], status: int) -> None:
    asked = Asked()
    assert asked.verdict(told=told)[0] == status
    assert not asked.written.sent


@pytest.mark.parametrize(
    "more",
    [
        {"told": {CSRF_FIELD: ""}},
        {"told": {CSRF_FIELD: "0" * 64}},
        {"headers": {"Origin": "http://evil.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
def test_a_form_of_somebody_else_writes_nothing(more: dict[str, Any]) -> None:
    asked = Asked()
    assert asked.verdict(**more)[0] == 403
    assert not asked.written.sent


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:1", 200), ("localhost", 200), ("[::1]:9", 200), ("evil.example", 421)]
)
def test_a_name_that_somebody_points_at_us_is_not_answered(host: str, status: int) -> None:
    assert Asked().ask("GET", "/", headers={"Host": host})[0] == status


def test_a_name_that_was_given_is_answered() -> None:
    assert Asked(names=("Console.Example",)).ask("GET", "/", headers={"Host": "console.example"})[0] == 200


@pytest.mark.parametrize("path", ["/", "/conversation/c-1", "/live", "/live/conversation/c-1", "/health", "/ready"])
def test_where_a_token_is_set_everything_wants_it(path: str) -> None:
    status, body, _ = Asked(TOKEN).ask("GET", path)
    assert status == 401
    assert "refund" not in body


def test_a_browser_is_led_to_the_login_and_back() -> None:
    asked = Asked(TOKEN)
    status, _, answer = asked.ask("GET", "/?team=emea", headers=HTML)
    assert (status, answer.headers["Location"]) == (303, "/login?to=/?team%3Demea")
    status, _, answer = asked.ask("POST", "/login", data={"token": TOKEN, "to": "/?team=emea"})
    assert (status, answer.headers["Location"]) == (303, "/?team=emea")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    login = cookie.partition(";")[0]
    assert asked.ask("GET", "/", headers={"Cookie": login})[0] == 200
    assert Asked(TOKEN).ask("GET", "/", headers={"Cookie": login})[0] == 200, "any number of consoles"
    assert Asked("another").ask("GET", "/", headers={"Cookie": login})[0] == 401


@pytest.mark.parametrize(
    "to",
    [
        *("//evil.example", "https://evil.example", "https:/evil.example", "javascript:alert()", "evil.example", ""),
        *("/\\evil.example", "\\\\evil.example", "/?team=a\\b", "///evil.example"),
        *("/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", "/\x00/evil.example"),
        *(" //evil.example", "/ /evil.example", "/?a=\x7f", "//["),
    ],
)
def test_a_login_leads_nowhere_else(to: str) -> None:
    assert Asked(TOKEN).ask("POST", "/login", data={"token": TOKEN, "to": to})[2].headers["Location"] == "/"
    assert Asked().ask("GET", "/login", params={"to": to})[2].headers["Location"] == "/"


@pytest.mark.parametrize(
    "to",
    ["/", "/?team=emea&severity=critical", "/conversation/a%2F%2Fb", "/floor?team=M%C3%BCnchen", "/%09/a", "/%2F/a"],
)
def test_a_login_leads_back(to: str) -> None:
    assert Asked(TOKEN).ask("POST", "/login", data={"token": TOKEN, "to": to})[2].headers["Location"] == to


def test_a_login_ends() -> None:
    hours = [0.0]
    guard = Guard(Secret(TOKEN), now=lambda: 1_000_000 + hours[0] * 3_600)
    asked = Asked(TOKEN)
    asked.guard = guard
    login = asked.ask("POST", "/login", data={"token": TOKEN})[2].headers["Set-Cookie"].partition(";")[0]
    assert asked.ask("GET", "/", headers={"Cookie": login})[0] == 200
    hours[0] = 13
    assert asked.ask("GET", "/", headers={"Cookie": login})[0] == 401


@pytest.mark.parametrize(
    "cookie", ["makegood=", "makegood=9.9", "makegood=99999999999.x", "makegood=1e999.x", "makegood=²."]
)
def test_a_made_up_login_is_none(cookie: str) -> None:
    assert Asked(TOKEN).ask("GET", "/", headers={"Cookie": cookie})[0] == 401


def test_machines_bring_the_token_as_a_header() -> None:
    assert Asked(TOKEN).ask("GET", "/ready", headers={"Authorization": f"Bearer {TOKEN}"})[0] == 200


def test_it_is_not_ready_while_what_it_shows_may_be_old() -> None:
    asked = Asked()
    asked.trouble = "Kafka does not answer"
    assert asked.ask("GET", "/ready")[:2] == (503, "Kafka does not answer\n")
    assert asked.ask("GET", "/health")[0] == 200


def test_the_same_verdict_of_the_same_person_is_the_same_event() -> None:
    one = feedback_of("c", "e", "resolved", "ada", 1)
    assert one.id == feedback_of("c", "e", "resolved", "ada", 2).id
    assert one.id != feedback_of("c", "e", "false_alarm", "ada", 1).id
    assert one.id != feedback_of("c", "e", "resolved", "bob", 1).id


def test_a_fault_is_told_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked()

    def fails(*_: object) -> None:
        raise ValueError("words of a chat")

    asked.written.send = fails
    status, body, _ = asked.verdict()
    assert status == 500
    assert "words of a chat" not in body + caplog.text
    assert "ValueError" in caplog.text
