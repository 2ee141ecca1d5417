"""Messages that are read together are read as if each were alone."""

import random
from collections import Counter

from pipeline.domain.cues import NOTHING_READ
from pipeline.domain.events import Role, Said
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets
from tests.bench.messages import learned_from

READER = Reader(secrets)


def test_what_is_read_together_is_what_is_read_alone() -> None:
    roles: dict[str, Role] = {"customer": "customer", "agent": "agent"}
    said = [Said(text, roles[role]) for role, text in learned_from() if role in roles]
    random.Random(1).shuffle(said)
    said = said[:2_000]
    assert min(Counter(one.role for one in said).values()) > 500
    alone = [READER.read(*one) for one in said]
    assert READER.read_all(said) == alone
    assert READER.read_all(said[::-1]) == alone[::-1]


def test_bots_systems_and_blanks_among_them_are_not_read() -> None:
    roles: list[Role] = ["bot", "customer", "system", "supervisor"]
    said = [Said("I'm so sorry, where is my parcel?", role) for role in roles]
    bot, customer, system, supervisor, blank = READER.read_all([*said, Said(" ", "agent")])
    assert bot == system == blank == NOTHING_READ
    assert customer.distress > 0
    assert supervisor.sketch
    assert READER.read_all([]) == []
