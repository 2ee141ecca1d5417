"""Beyond loopback the console asks for the token."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import TOKEN, Chats, Playing, Window
from tests.waiting import until


def guarded(stage: Playing) -> str:
    """The port of a second console, open to the network: any number may run."""
    console = stage.process("console", MAKEGOOD_HTTP="0.0.0.0:0", MAKEGOOD_HTTP_TOKEN=TOKEN, MAKEGOOD_CLOCK="wall")
    port: str = until(lambda: re.findall(r"http://[\d.]+:(\d+)", console.log), what="the console")[0]
    return port


def test_the_token_is_asked_for(stage: Playing, chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/?team={chats.team}", address=f"http://127.0.0.1:{guarded(stage)}")
    page.get_by_label("Token").fill("sesame")
    with page.expect_response("**/login") as answer:
        page.get_by_role("button", name="Go on").click()
    assert answer.value.status == 401
    expect(page.get_by_role("alert")).to_have_text("This is not the token.")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**/?team={chats.team}")
    expect(page.locator(f"#cards [data-key='{conversation}']")).to_be_visible()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("#cards")).to_contain_text("Acknowledged")
