"""Single messages, labelled by people who had not seen the lexicons.

What is held here was reached after the patterns had been mended with these messages in view; the figures of the first,
blind run stand in docs/accuracy.md.
"""

from collections import Counter

import pytest

from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets
from tests.messages import AUTHORS, is_read, load

MISREAD = {
    "a": {"done": 1, "courtesy": 1, "problem": 2},
    "b": {"not": 1, "promise": 1, "check": 2},
    "c": {
        "not": 6,
        "check": 2,
        "request": 1,
        "refusal": 2,
        "promise": 1,
        "senior": 2,
        "over": 2,
        "problem": 2,
        "vulnerable": 2,
    },
    "d": {"not": 10, "done": 1, "over": 8, "denial": 1, "problem": 2},
    "e": {"not": 3, "over": 10, "problem": 1},
    "f": {
        "not": 7,
        "check": 3,
        "empathy": 1,
        "noauthority": 1,
        "promise": 2,
        "request": 5,
        "denial": 1,
        "over": 3,
        "problem": 2,
        "senior": 1,
        "vulnerable": 2,
    },
    "g": {
        "not": 6,
        "check": 2,
        "refusal": 2,
        "request": 3,
        "empathy": 1,
        "denial": 1,
        "vulnerable": 3,
        "over": 2,
        "problem": 1,
        "senior": 1,
    },
    "h": {"not": 1, "request": 1, "noauthority": 1, "over": 1, "vulnerable": 1},
}
"""By author and label: how many may be read otherwise; of all other labels none. Patterns were mended from a, b
and h; of the others only was learned."""


@pytest.mark.parametrize("author", AUTHORS)
def test_messages_are_read_as_labelled(author: str) -> None:
    read = Reader(secrets).read
    misread = [m for m in load(author) if not is_read(m, read(m.text, m.role))]
    counted = Counter(m.label for m in misread)
    too_many = [m for m in misread if counted[m.label] > MISREAD[author].get(m.label, 0)]
    assert not too_many
