"""The page *Practice*."""

from playwright.sync_api import expect

from tests.browser.conftest import Chats, Window
from tests.simulated import AGAIN, DONE, EMPATHY, PROBLEM


def test_the_quadrant_shows_the_team_and_leads_to_it(chats: Chats, window: Window) -> None:
    chats.tell(
        (400, "customer", PROBLEM), (390, "agent", EMPATHY), (300, "customer", PROBLEM), (290, "agent", AGAIN),
        (200, "customer", PROBLEM), (190, "agent", DONE), (100, "customer", "thank you, that worked"),
    )  # fmt: skip
    page = window("/practice")
    dot = page.locator("svg.quadrant a", has_text=chats.team)
    expect(dot).to_be_visible()
    expect(page.get_by_role("row", name=chats.team)).to_contain_text("2")
    expect(page.locator("#rules")).to_contain_text("Empathy without action")
    dot.click()
    page.wait_for_url(f"**team={chats.team}")
    expect(page.locator("#replies .count")).to_have_text("3")


def test_a_false_alarm_shows_as_the_precision_of_its_rule(chats: Chats, window: Window) -> None:
    chats.escalate()
    page, now = window(f"/practice?team={chats.team}"), window(f"/?team={chats.team}")
    expect(page.locator("#rules")).to_contain_text("not judged")
    now.get_by_role("button", name="False alarm").click()
    expect(page.locator("#rules")).to_contain_text("0 %")
