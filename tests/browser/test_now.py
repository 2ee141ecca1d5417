"""The page *Now*, as a supervisor sees it."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Chats, Window, clock, seconds
from tests.simulated import DONE, EMPATHY, PROBLEM


def card(page: Page, conversation: str) -> Locator:
    return page.locator(f"#cards [data-key='{conversation}']")


def test_the_first_escalation_appears_without_a_reload(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody needs a senior")
    page.evaluate("window.same = true")
    conversation = chats.escalate()
    shown = card(page, conversation)
    expect(shown).to_contain_text("Empathy without action")
    expect(shown.get_by_role("heading")).to_contain_text("the delivery")
    expect(shown.locator("blockquote.agent")).to_contain_text("that must be really frustrating")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 chat needs a senior")
    assert page.evaluate("window.same") is True
    expect(page.locator("#say")).to_contain_text("Missing: the delivery")


def test_clocks_run(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    conversation = chats.escalate()
    expect(card(page, conversation)).to_be_visible()
    before = clock(page, conversation)
    assert before >= 140, "since the first empathic message"
    page.wait_for_function(
        "before => document.querySelector('#cards .clock time').textContent !== before",
        arg=card(page, conversation).locator(".clock time").inner_text(),
    )
    assert before < clock(page, conversation) < before + 60


def test_what_is_about_to_escalate_counts_down(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    conversation = chats.tell((40, "customer", PROBLEM), (30, "agent", EMPATHY))
    shown = page.locator(f"#watched [data-key='{conversation}']")
    expect(shown).to_contain_text(re.compile(r"escalates in\s*\d"))
    running = shown.locator(".clock time")
    before = running.inner_text()
    expect(running).not_to_have_text(before)
    assert 0 < seconds(running.inner_text()) < seconds(before) <= 180, "the gap's wait"


def test_an_acknowledgement_shows_in_a_second_window(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    mine, yours = window(f"/?team={chats.team}"), window(f"/?team={chats.team}")
    card(mine, conversation).get_by_role("button", name="Acknowledge").click()
    expect(card(yours, conversation)).to_contain_text("Acknowledged")
    expect(card(yours, conversation).get_by_role("button", name="Acknowledge")).to_have_count(0)
    expect(yours.locator("#headline")).to_contain_text("0 not acknowledged")


@pytest.mark.parametrize(("verdict", "told"), [("Resolved", "resolved"), ("False alarm", "false alarm")])
def test_a_verdict_ends_the_escalation(verdict: str, told: str, chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/?team={chats.team}")
    card(page, conversation).get_by_role("button", name=verdict).click()
    expect(card(page, conversation)).to_have_count(0)
    expect(page.locator("#ended")).to_contain_text(told)


def test_what_was_done_is_told_as_ended(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/?team={chats.team}")
    expect(card(page, conversation)).to_be_visible()
    chats.tell((0, "agent", DONE))
    expect(page.locator("#ended")).to_contain_text("acted")
    expect(card(page, conversation)).to_have_count(0)


def test_filters_stand_in_the_address(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/?team={chats.team}&reason=empathy_without_action")
    expect(card(page, conversation)).to_be_visible()
    page.get_by_label("Severity").select_option("info")
    page.wait_for_url("**severity=info**")
    assert f"team={chats.team}" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody needs a senior")


def test_a_filter_chosen_before_the_script_has_come_counts(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    held: list[Route] = []
    page.route("**/static/main.js", lambda route: held.append(route), times=1)  # noqa: PLW0108 - a method has no room for marks
    with page.expect_request("**/static/main.js"):
        page.reload(wait_until="commit")
    page.get_by_label("Severity").select_option("info")
    page.wait_for_function("document.readyState != 'loading'")
    (main,) = held
    main.continue_()
    page.wait_for_url("**severity=info**")


def test_the_keyboard_walks_judges_and_opens(chats: Chats, window: Window) -> None:
    first, second = chats.escalate("one"), chats.escalate("two")
    page = window(f"/?team={chats.team}")
    expect(page.locator("#cards > li")).to_have_count(2)
    order = page.locator("#cards > li").evaluate_all("items => items.map((item) => item.dataset.key)")
    assert set(order) == {first, second}
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(card(page, order[1])).to_contain_text("Acknowledged")
    expect(card(page, order[0])).not_to_contain_text("Acknowledged")
    page.keyboard.press("k")
    page.keyboard.press("f")
    expect(card(page, order[0]).get_by_role("button", name="False alarm")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/conversation/{order[0]}")


def test_a_question_mark_tells_the_keys(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("acknowledge")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_dark_and_light_follow_the_system_and_the_button(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}", color_scheme="dark")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Light or dark").click()
    light = page.evaluate(background)
    assert brightness(dark) < 60
    assert brightness(light) > 200
    page.reload()
    assert page.evaluate(background) == light


def test_what_has_the_focus_keeps_it_while_the_page_goes_on(chats: Chats, window: Window) -> None:
    conversation = chats.escalate()
    page = window(f"/?team={chats.team}")
    button = card(page, conversation).get_by_role("button", name="Resolved")
    distress = card(page, conversation).locator(".distress").inner_text()
    button.focus()
    chats.escalate("another", "My mum is on oxygen and we have no heating, please help")
    chats.tell((0, "customer", "ok, I can wait a little"))
    expect(page.locator("#cards > li")).to_have_count(2)
    expect(card(page, conversation).locator(".distress")).not_to_have_text(distress)
    expect(button).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_page(scheme: str, chats: Chats, window: Window) -> None:
    chats.escalate()
    page = window(f"/?team={chats.team}", color_scheme=scheme)
    expect(page.locator("#cards > li")).to_have_count(1)
    for element in (
        ".reason",
        ".severity",
        ".clock span",
        ".clock time",
        "h3",
        "blockquote",
        ".facts",
        "button.primary",
    ):
        ratio = page.evaluate(CONTRAST, f"#cards {element}")
        assert ratio >= 4.5, f"{element}: {ratio:.2f}"


CONTRAST = """selector => {
  const element = document.querySelector(selector);
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (place) => {
    const colour = channels(getComputedStyle(place).backgroundColor);
    return colour.length === 4 && colour[3] === 0 ? behind(place.parentElement) : colour;
  };
  const both = [channels(getComputedStyle(element).color), behind(element)].map(light).sort((a, b) => b - a);
  return (both[0] + 0.05) / (both[1] + 0.05);
}"""
"""The ratio of a text to what lies behind it, as WCAG counts it: 4.5 is its AA.

Found and measured in one step: between the two the page may draw the card anew, and what is thrown away has no colour.
"""


def test_the_page_has_its_landmarks(chats: Chats, window: Window) -> None:
    page = window(f"/?team={chats.team}")
    for role in ("banner", "main", "navigation", "search"):
        expect(page.get_by_role(role)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def brightness(colour: str) -> float:
    return sum(map(float, colour.removeprefix("rgb(").rstrip(")").split(","))) / 3
