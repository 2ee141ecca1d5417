"""Two thousand conversations at risk."""

from playwright.sync_api import expect

from tests.browser.conftest import Chats, Window, event
from tests.simulated import AGAIN, EMPATHY, PROBLEM

MANY = 2_000
SHOWN = 40


def test_two_thousand_at_risk_stay_usable(chats: Chats, window: Window) -> None:
    lines = ((150, "customer", PROBLEM), (140, "agent", EMPATHY), (5, "agent", AGAIN))
    names = [f"{chats.team}-{number}" for number in range(MANY)]
    page = window(f"/?team={chats.team}")
    chats.stage.write(event(name, chats.team, *line) for name in names for line in lines)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"{MANY} chats need a senior")
    expect(page.locator("#cards > li")).to_have_count(SHOWN)
    expect(page.locator("#more")).to_contain_text(f"and {MANY - SHOWN} more")
    gravest = chats.tell((1, "customer", "My mum is on oxygen and we have no heating, please help"), name="grave")
    expect(page.locator("#cards > li").first).to_have_attribute("data-key", gravest)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#headline")).to_contain_text(f"{MANY} not acknowledged")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator("#cards > li")).to_have_count(2 * SHOWN)
    page.get_by_label("Reason").select_option("vulnerable")
    expect(page.locator("#cards > li")).to_have_count(1)
