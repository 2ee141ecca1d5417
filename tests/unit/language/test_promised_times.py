"""When what support agents promise falls due, said on Monday 2 March 2026 at 10:00 UTC."""

from datetime import UTC, datetime

import pytest

from pipeline.domain.calendar import due_at
from pipeline.domain.rules import Rules
from pipeline.language.promises import deadline

SAID = datetime(2026, 3, 2, 10, tzinfo=UTC)
LONGEST = "1 Apr 10:00"
"""The most that the rules let a promise be away, thirty days."""

LENGTHS = {
    "within a month": LONGEST,
    "in two months": LONGEST,
    "within a fortnight": "16 Mar 10:00",
    "in an hour or two": "2 Mar 12:00",
    "in a day or two": "4 Mar 10:00",
    "in a week or two": "16 Mar 10:00",
}
DAYS = {
    "next month": LONGEST,
    "by the end of the month": "31 Mar 18:00",
    "over the weekend": "8 Mar 18:00",
    "next Monday": "9 Mar 18:00",
    "on Wednesday next week": "11 Mar 18:00",
    "on Wednesday": "4 Mar 18:00",
}
DATES = {
    "by 12 March": "12 Mar 18:00",
    "by March 12th": "12 Mar 18:00",
    "on 12/03": "12 Mar 18:00",
    "on the 14th": "14 Mar 18:00",
    "on 5/3": "5 Mar 18:00",
}
CLOCKS = {
    "tonight": "3 Mar 00:00",
    "this evening": "3 Mar 00:00",
    "at 3pm": "2 Mar 15:00",
}


@pytest.mark.parametrize(("words", "due"), (LENGTHS | DAYS | DATES | CLOCKS).items())
def test_a_promise_falls_due_when_its_words_say(words: str, due: str) -> None:
    made = round(SAID.timestamp() * 1_000)
    at = due_at(deadline(f"I'll have it replaced {words}", "action"), made, Rules())
    assert f"{datetime.fromtimestamp(at / 1_000, UTC):%-d %b %H:%M}" == due
