"""The messages of the benchmark: chats put together from the project's own texts.

A text keeps the number of sentences that one of the texts of ``tests/conversations``, ``tests/learning`` and the demo
has; its sentences come from all of the same role, its digits are drawn anew, and one word in forty has two letters
swapped, for words that nobody has listed; a text that was there before is drawn anew. So hardly a text comes twice.
Words do, oftener than in real chats: what is
remembered by the word looks better here by that much, and docs/performance.md says by how much.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.cli.demo_chats import chats
from tests.running import partition_of
from tests.scenarios import FOLDER, load
from tests.simulated import START, message

CHAT, CUSTOMERS = 20, 11
"""Messages of a chat, and how many of them are the customer's: 55 %."""
AT_A_TIME = 200
"""Chats that are open beside one another, unless told otherwise; half a minute lies between two messages of one."""
PAUSE = timedelta(seconds=30)
MISSPELT = 1 / 40
DRAWS = 20
"""At most, for a text that was not there before: the shortest are few."""
LEARNING = Path(__file__).parents[1] / "learning"

Said = tuple[str, str]
"""Role and text."""


class Sent(Struct, frozen=True, array_like=True):
    """A message as the loops, the worker and its peers get it."""

    conversation: str
    text: str
    value: bytes
    """As it stands on the input topic."""


def written() -> Iterator[Said]:
    """The texts of the written conversations and of the demo."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for scenario in load(file.stem):
            yield from ((who.split()[0], text) for _, who, text in scenario.events if text)
    yield from ((line.who.split()[0], line.text) for chat in chats() if not chat.language for line in chat.lines)


def learned_from() -> Iterator[Said]:
    """The lines that the learned part was trained on."""
    for file in sorted(LEARNING.glob("*.tsv")):
        for line in file.read_text("utf-8").splitlines():
            yield file.stem.partition("_")[0], line.rpartition("\t")[2]


class Writer:
    """Puts texts together; the same ones whenever the seed is the same."""

    def __init__(self, seed: int = 1) -> None:
        self._luck = random.Random(seed)
        self._said: set[str] = set()
        self._sentences: dict[str, list[str]] = {"customer": [], "agent": []}
        self._lengths: dict[str, list[int]] = {"customer": [], "agent": []}
        for role, text in dict.fromkeys((*written(), *learned_from())):
            if role in self._sentences and text:
                sentences = re.split(r"(?<=[.!?])\s+", text)
                self._sentences[role] += sentences
                self._lengths[role].append(len(sentences))

    def text(self, role: str) -> str:
        """One that this role may say and has not said, as far as that goes."""
        drawn = (self._draw(role) for _ in range(DRAWS))
        text = next((text for text in drawn if text not in self._said), None) or self._draw(role)
        self._said.add(text)
        return text

    def _draw(self, role: str) -> str:
        luck = self._luck
        sentences = luck.choices(self._sentences[role], k=luck.choice(self._lengths[role]))
        text = re.sub(r"\d", lambda _: str(luck.randrange(10)), " ".join(sentences))
        return re.sub(r"[A-Za-z]{4,}", self._misspelt, text)

    def long_text(self, role: str, characters: int) -> str:
        """One of so many characters."""
        text = self.text(role)
        while len(text) < characters:
            text += " " + self.text(role)
        return text[:characters]

    def roles(self) -> list[str]:
        """Who writes the messages of a chat; the customer begins it."""
        roles = ["customer"] * (CUSTOMERS - 1) + ["agent"] * (CHAT - CUSTOMERS)
        self._luck.shuffle(roles)
        return ["customer", *roles]

    def _misspelt(self, word: re.Match[str]) -> str:
        letters = word[0]
        if self._luck.random() >= MISSPELT:
            return letters
        at = self._luck.randrange(1, len(letters) - 2)
        return letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]


def messages(number: int, seed: int = 1, open_chats: int = AT_A_TIME, characters: int = 0) -> list[Sent]:
    """At least so many, in whole chats, in the order of time. ``characters``: of each text, or as they come."""
    writer = Writer(seed)
    wanted = -(-number // CHAT)
    sent: list[Sent] = []
    begin = START
    for first in range(0, wanted, open_chats):
        floor = [(f"chat-{seed}-{n:06}", writer.roles()) for n in range(first, min(first + open_chats, wanted))]
        for turn in range(CHAT):
            for place, (name, roles) in enumerate(floor):
                role = roles[turn]
                text = writer.long_text(role, characters) if characters else writer.text(role)
                at = begin + turn * PAUSE + place * PAUSE / len(floor)
                sent.append(Sent(name, text, msgspec.json.encode(message(name, turn, at, role, text))))
        begin += CHAT * PAUSE
    return sent


def records(sent: Sequence[Sent], partitions: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Messages as partition, key and value of the input topic."""
    for one in sent:
        yield partition_of(one.conversation, partitions), one.conversation.encode(), one.value
