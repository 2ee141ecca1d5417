"""The page *Floor*, as a supervisor sees it."""

from datetime import UTC, datetime

from kafka import KafkaProducer
from playwright.sync_api import Locator, Page, expect

from pipeline.domain.floor import SeniorProfile
from pipeline.wire.routing import encode_event
from tests.browser.conftest import Chats, Playing, Window


def arrive(stage: Playing, team: str, *names: str) -> None:
    """Seniors of a team come."""
    producer = KafkaProducer(bootstrap_servers=stage.broker, acks="all", enable_idempotence=False)
    for name in names:
        at = int(datetime.now(UTC).timestamp() * 1000)
        record = encode_event(SeniorProfile(at=at, senior_id=name, teams=(team,), may_approve=True))
        producer.send(record.topic, key=record.key, value=record.value, headers=record.headers, partition=0)
    producer.close()


def of(page: Page, conversation: str, where: str = "held") -> Locator:
    return page.locator(f"#{where} [data-key='{conversation}']")


def test_who_waits_is_given_to_a_senior_who_comes_and_taken_over_by_another(
    stage: Playing, chats: Chats, window: Window
) -> None:
    page = window(f"/floor?team={chats.team}")
    conversation = chats.escalate()
    expect(of(page, conversation, "waiting")).to_contain_text("waits for")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 chat waits for a senior")
    first, second = f"{chats.team}-ann", f"{chats.team}-ben"
    arrive(stage, chats.team, first)
    held = of(page, conversation)
    expect(held).to_contain_text("not accepted for")
    expect(held.locator(".owner")).to_have_text(first)
    arrive(stage, chats.team, second)
    held.get_by_label("Senior").select_option(second)
    held.get_by_role("button", name="Take over").click()
    expect(held.locator(".owner")).to_have_text(second)
    expect(held).to_contain_text("accepted, for")
    now = window(f"/?team={chats.team}")
    expect(now.locator(f"#cards [data-key='{conversation}']")).to_contain_text(f"With {second}")
    expect(now.locator("#headline")).to_contain_text("0 not acknowledged")


def test_what_a_senior_was_asked_to_take_is_accepted_in_one_press(stage: Playing, chats: Chats, window: Window) -> None:
    page = window(f"/floor?team={chats.team}")
    conversation = chats.escalate()
    asked = f"{chats.team}-ann"
    arrive(stage, chats.team, asked)
    held = of(page, conversation)
    held.get_by_role("button", name=f"Accept for {asked}").click()
    expect(held).to_contain_text("accepted, for")
    expect(held.get_by_role("button", name="Accept")).to_have_count(0)
