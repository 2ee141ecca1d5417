"""Single messages, labelled by people who had not seen the lexicons.

What is held here was reached after the patterns had been mended with these messages in view; the figures of the first,
blind run stand in docs/accuracy.md.
"""

from collections import Counter

import pytest

from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets
from tests.messages import is_read, load

MISREAD = {"done": 7, "not": 1, "courtesy": 1, "promise": 1, "check": 2, "problem": 2, "over": 2}
"""By label: how many of one author's messages may be read otherwise; of all other labels none."""


@pytest.mark.parametrize("author", ["a", "b"])
def test_messages_are_read_as_labelled(author: str) -> None:
    read = Reader(secrets).read
    misread = [m for m in load(author) if not is_read(m, read(m.text, m.role))]
    counted = Counter(m.label for m in misread)
    too_many = [m for m in misread if counted[m.label] > MISREAD.get(m.label, 0)]
    assert not too_many
