"""No card, phone number, address, account, key or token leaves, however it is written."""

import string
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.language.quotes import shown
from pipeline.wire.masking import mask, secrets

SCRIPTS = [0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE]  # ASCII, Arabic, Persian, Devanagari, full width, bold
BETWEEN = ["", " ", "-", " - ", ".", "/", "\u00a0", "\u2013", "\u200b", "\u2060", "\u00ad", ") ", "\u202f"]
HIDDEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"]
AROUND = st.sampled_from(
    ["", " ", "my number is ", "it's: ", "😀", "Wrong again, ", "\n", "Card ", "call ", ", please", "!", " ok?", "é"]
)


def digits_in(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None)


@st.composite
def written(draw: st.DrawFn, least: int, most: int) -> str:
    """Digits, each in any script, with anything usual between them."""
    count = draw(st.integers(least, most))
    between = draw(st.sampled_from(BETWEEN))
    script = draw(st.sampled_from(SCRIPTS))
    group = draw(st.integers(1, 5))
    numbers = draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    marks = [chr(script + n) for n in numbers]
    return between.join("".join(marks[i : i + group]) for i in range(0, count, group))


@given(AROUND, written(12, 19), AROUND)
@example("", "4111 1111 1111 1111", "")
@example("", "4\u200b111\u20601111\u00ad11111111", "")
def test_no_digit_of_a_card_is_left(before: str, card: str, after: str) -> None:
    assert not digits_in(mask(before + card + after))


@given(AROUND, st.sampled_from(["", "+", "00", "(0"]), written(9, 13), AROUND)
@example("", "+", "44 (0)20 7946 0958", "")
def test_no_digit_of_a_phone_number_is_left(before: str, prefix: str, phone: str, after: str) -> None:
    assert not digits_in(mask(before + prefix + phone + after))


@given(AROUND, st.sampled_from(["", "#", "ORD-", "A", "ref "]), st.integers(10_000, 10**11), AROUND)
def test_no_digit_of_an_order_number_is_left(before: str, prefix: str, order: int, after: str) -> None:
    assert not digits_in(mask(f"{before}{prefix}{order}{after}"))


NAME = st.text(string.ascii_lowercase + string.digits + "._+-", min_size=1, max_size=20).filter(
    lambda s: s[0].isalpha() and s[-1].isalnum()
)
HOST = st.text(string.ascii_lowercase, min_size=2, max_size=12)


@given(AROUND, NAME, HOST, st.sampled_from(["com", "co.uk", "example"]), st.sampled_from([*HIDDEN, ""]), AROUND)
def test_no_address_is_left(before: str, name: str, host: str, end: str, hidden: str, after: str) -> None:
    assume(len(name) > 3 and name not in "write to please")
    masked = (
        mask(f"{before}{name[:2]}{hidden}{name[2:]}@{host}.{end}{after}").replace(hidden, "").replace("[email]", "")
    )
    assert "@" not in masked
    assert name not in masked


@given(NAME, HOST, st.sampled_from([" at {} dot ", " [at] {} [dot] ", "(at){}(dot)", " @ {} . ", " @ {} dot "]))
def test_no_address_in_words_is_left(name: str, host: str, joints: str) -> None:
    assume(len(name) > 3 and name not in "write to please")
    assert name not in mask(f"write to {name}{joints.format(host)}com please").replace("[email]", "")


@given(AROUND, st.text(string.ascii_letters + string.digits, min_size=20, max_size=64), st.sampled_from([*HIDDEN, ""]))
def test_no_token_is_left(before: str, token: str, hidden: str) -> None:
    assume(len(set(token.lower())) >= 8)
    assume(any(map(str.isdigit, token)))
    masked = mask(f"{before}{token[:9]}{hidden}{token[9:]} is it")
    assert token[:9] not in masked
    assert token[9:] not in masked


@given(st.uuids(), st.sampled_from(["{}", "token={}", "https://x.example/reset?t={}", "Bearer {}"]))
def test_no_uuid_is_left(key: object, around: str) -> None:
    assert str(key)[:8] not in mask(around.format(key))
    assert str(key)[-12:] not in mask(around.format(key))


@given(
    st.sampled_from(["password: {}", "my password is {}", "pin {}", "CVV {}", "api_key={}", "security code {}"]),
    st.text(string.ascii_letters + string.digits, min_size=3, max_size=12).filter(lambda s: any(map(str.isdigit, s))),
)
def test_nothing_named_a_secret_is_left(announced: str, secret: str) -> None:
    assert secret not in mask(announced.format(secret))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("OTP: 482 913", "OTP: [key]"),
        ("your one-time code is 48 29 13 ok", "your one-time code is [key] ok"),
        ("the code is 482-913", "the code is [number]"),
        ("acct 123 456", "acct [number]"),
        ("acc 12 345 6", "acc [number]"),
        ("my pin's 1234", "my pin's [key]"),
        ("my pin\u2019s 1234", "my pin\u2019s [key]"),
        ("my password's hunter2", "my password's [key]"),
        ("pass: hunter2", "pass: [key]"),
        ("my pass is hunter2", "my pass is [key]"),
        ("pw: Summer24", "pw: [key]"),
        ("pw Summer24!", "pw [key]!"),
        ("jo smith @ gmail.com", "jo [email]"),
        ("ask smith @gmail now", "ask [email] now"),
        ("ask smith @larkmill. com", "ask [email] com"),
        ("ask j.smith2 @larkmill", "ask [email]"),
        ("ask smith @larkmill dot ie", "ask [email]"),
        ("@115821 4th broken", "@[number] 4th broken"),
        ("@115821 07700 900123 please", "@[number] please"),
        ("call @07700 90 please", "call @[number] please"),
        ("Basic dXNlcjpwYXNz", "Basic [key]"),
        ("basic summer24summer", "basic [key]"),
    ],
)
def test_secrets_that_are_written_in_passing_are_hidden(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "iban",
    [
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
        "fr14-2004-1010-0505-0001-3m02-606",
        "NO93 8601 1117 947",
    ],
)
def test_no_account_number_is_left(iban: str) -> None:
    masked = mask(f"pay to {iban} please")
    assert not digits_in(masked)
    assert masked.endswith(" please")


@given(st.text(max_size=200))
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm so sorry, I completely understand. 2 days ago at 10:15 I paid £45.99!",
        "on 2026-03-02 or 12/03/2026 from 10:15-11:30",
        "the card ending 1111",
        "my iphone14 on windows11, 500mbps, 1080p",
        "@delta https://help.example.com/articles/how-to-reset-your-router",
        "my password is wrong and the reset code isn't working",
        "nooooooooooooooooooooooooooooooo",
        "a refund of $1,234.56 and $2,000.00",
        "50/50, 24/7",
        "look at this, one or two days",
        "in 2025-26 and 2025/2026, from March 12 2026",
        "it takes 24-48 hours, 10-15 at most, 300 or 400 of them",
        "my boarding pass is invalid, and the password's wrong",
        "pass 3 to the driver, it costs 12 pw",
        "It was handled unprofessional @ShopHelp",
        "told by @ShopHelp. Nobody rang, 3rd @LarkMill @Delta_Help why?!",
        "I booked Basic Economy. You said basic features/extras, BASIC",
    ],
)
def test_what_happened_is_left(text: str) -> None:
    assert mask(text) == text


@given(AROUND, written(12, 19), st.integers(0, 60), st.integers(0, 60))
def test_no_part_of_a_text_shows_a_digit_of_its_secrets(before: str, card: str, start: int, length: int) -> None:
    text = before + card
    assert not digits_in(shown(text, secrets(text), start, start + length))
