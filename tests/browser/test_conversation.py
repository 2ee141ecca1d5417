"""The page of one conversation."""

from playwright.sync_api import expect

from tests.as_a_user import makegood
from tests.browser.conftest import Chats, Window
from tests.simulated import AGAIN, DONE, PROBLEM


def test_the_transcript_with_cues_marked_and_why(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/conversation/{conversation}")
    expect(page.locator("#transcript")).to_contain_text(PROBLEM)
    expect(page.locator("mark.empathy").first).to_be_visible()
    standing = page.locator("#standing")
    expect(standing).to_contain_text("Missing the delivery")
    expect(standing).to_contain_text("no resolving action has followed")
    expect(page.locator("#transcript")).to_contain_text("Escalated empathy without action")


def test_it_goes_on_without_a_reload_and_tells_why_not(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/conversation/{conversation}")
    expect(page.locator("#standing .verdict")).to_be_visible()
    chats.tell((0, "agent", DONE))
    expect(page.locator("#transcript")).to_contain_text(DONE)
    expect(page.locator("#standing")).to_contain_text("Nothing is escalated")
    expect(page.locator("#standing")).to_contain_text("a resolving action has followed")


def test_what_chats_say_stays_text(chats: Chats, window: Window) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> my refund never arrived, this is terrible"
    conversation = chats.escalate(name="x'\"><script>alert(3)</script>", problem=hostile)
    now = window(f"/?team={chats.team}")
    expect(now.locator("#cards blockquote").first).to_contain_text("<script>alert(1)</script>")
    now.locator("#cards a.open").click()
    expect(now.locator("#transcript")).to_contain_text("<img src=x onerror=alert(2)>")
    expect(now.get_by_role("heading", level=1)).to_have_text(conversation)
    assert now.locator("main script, main img").count() == 0


def test_secrets_are_masked(chats: Chats, window: Window) -> None:
    conversation = chats.escalate(problem="I paid by 4111 1111 1111 1111 and my order never arrived, I am furious")
    page = window(f"/conversation/{conversation}")
    expect(page.locator("#transcript")).to_contain_text("order never arrived")
    assert "4111" not in page.content()


def test_an_erased_conversation_is_forgotten(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page, its = window(f"/?team={chats.team}"), window(f"/conversation/{conversation}")
    expect(page.locator("#cards > li")).to_have_count(1)
    expect(its.locator("#transcript")).to_contain_text(AGAIN)
    makegood("erase", conversation, broker=chats.stage.broker)
    expect(page.locator("#cards > li")).to_have_count(0)
    expect(its.get_by_role("heading", level=1)).to_have_text("Not held here")
    assert PROBLEM not in its.content()
    its.reload()
    assert PROBLEM not in its.content()
