"""Single messages with what they do, written from the contract by people who had not seen the lexicons.

``deeds_*``: agents, ``done`` or ``not``. ``talk_*``: what agents say besides, where an author wrote it.
``customers_*``. One message a line, its label first. ``python -m tests.messages a b [-v]`` tells how many are read as
labelled.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.domain.cues import Reading
from pipeline.domain.events import Role
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.masking import secrets

HERE = Path(__file__).parent
AUTHORS = tuple(sorted(file.stem.removeprefix("deeds_") for file in HERE.glob("deeds_*.tsv")))
OF_AGENTS = ("deeds", "talk")
OF_CUSTOMERS = ("customers",)
PROMISES = frozenset({"promise.action", "promise.arrival", "promise.answer", "promise.asked", "promise.learned"})
OVER = ("talk.delight", "talk.thanks", "talk.joy")
"""Said barely and of nothing else, these end a problem too where the reply before told something."""


class Labelled(Struct, frozen=True):
    """A message and what it does."""

    label: str
    text: str
    role: Role
    where: str
    """File and line."""


def load(author: str) -> Iterator[Labelled]:
    """The messages of one round."""
    for kind in (*OF_AGENTS, *OF_CUSTOMERS):
        role: Role = "agent" if kind in OF_AGENTS else "customer"
        file = HERE / f"{kind}_{author}.tsv"
        if not file.exists():  # not every author wrote each kind
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            label, text = line.split("\t", 1)
            yield Labelled(label, text, role, f"{file.name}:{number}")


def is_read(labelled: Labelled, reading: Reading) -> bool:
    """Whether the reading shows what the message does, and nothing that would undo it."""
    return _of_agent(labelled.label, reading) if labelled.role == "agent" else _of_customer(labelled.label, reading)


def _of_agent(label: str, reading: Reading) -> bool:
    names = {cue.name for cue in reading.cues}

    def shows(family: str) -> bool:
        return any(name.startswith(family) for name in names)

    deed, promised, asked = shows("action."), bool(PROMISES & names), shows("request")
    wanted = {
        "done": deed,
        "not": not deed,
        "empathy": shows("empathy.") and not promised and not asked,
        "courtesy": not shows("empathy.") and not promised,
        "promise": promised,
        "check": "promise.check" in names and not promised,
        "request": asked,
        "refusal": shows("refusal"),
        "noauthority": shows("authority"),
        "handoff": shows("handoff"),
    }
    return wanted[label] and (label == "done" or not deed)


def _of_customer(label: str, reading: Reading) -> bool:
    names = {cue.name for cue in reading.cues}
    rules = Rules()

    def shows(family: str) -> bool:
        return any(name.startswith(family) for name in names)

    troubled = reading.distress >= rules.distress_problem
    ended = shows("confirm.")
    bare = shows(OVER[0]) or (bool(names & set(OVER)) and not (shows("asks.") or reading.substance or troubled))
    wanted = {
        "problem": (shows("problem.") or troubled) and not ended,
        "over": ended or bare,
        "notover": not ended,
        "denial": shows("denial") and not ended,
        "senior": shows("senior."),
        "vulnerable": shows("vulnerable."),
        "none": not (shows("vulnerable.") or shows("senior.") or ended or reading.distress >= rules.distress_high),
    }
    return wanted[label]


def main(authors: list[str], *, verbose: bool) -> None:
    """Print how many messages of each label are read as labelled."""
    reader = Reader(secrets)
    right, total = Counter[str](), Counter[str]()
    for author in authors:
        for labelled in load(author):
            reading = reader.read(labelled.text, labelled.role)
            total[labelled.label] += 1
            right[labelled.label] += is_read(labelled, reading)
            if verbose and not is_read(labelled, reading):
                shown = ", ".join(cue.name for cue in reading.cues)
                sys.stdout.write(f"{labelled.where} [{labelled.label}] {labelled.text}\n    {shown}\n")
    for label, count in total.items():
        sys.stdout.write(f"{label:12} {right[label]:3} of {count}\n")
