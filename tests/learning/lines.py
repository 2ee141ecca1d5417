"""What the acts are learned from: lines written for the project, by author.

``agent_*`` and ``customer_*`` beside this file say with letters what a line does; ``shown_*``, of one act or two, and
the rounds of :mod:`tests.messages` with a word. Of the chats in ``tests/conversations`` a message shows the act where a
pattern says so: what these chats must come to is held by a test, so that the patterns are mostly right there; where
they missed one, ``chats_*`` says it. An author is tried by a model that has not read what they wrote.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.language.lexicon import Speaker
from pipeline.language.reader import Reader
from pipeline.language.substance import has_substance
from pipeline.language.text import prepare
from tests import messages, scenarios

HERE = Path(__file__).parent
READER = Reader()
CHATS = 4
"""Parts that the chats are cut into, by file."""
MENDED_FROM = frozenset({"a", "b", "messages a", "messages b", *(f"chats {part}" for part in range(CHATS))})
"""Authors whose lines the patterns were mended from: what no pattern finds there is not what no pattern finds."""
Labelled = tuple[str, bool]


class Act(Struct, frozen=True):
    """One act: which labels of whose lines show it, which lines say nothing of it, and how sure to be."""

    name: str
    speaker: Speaker
    labels: str
    """With commas between, as all such lists here."""
    precision: float
    """Of what is believed: of all lines, or, where authors are left from whom nothing was mended, of those lines of
    theirs that no pattern settles."""
    left_out: str = ""
    besides: bool = True
    """Whether comments stand in for what people say besides."""
    plain: str = ""
    """A file that all models read: talk in which nothing goes wrong, and which nobody else wrote."""
    shown: str = ""
    """Whose lines are read of ``shown_*``."""
    cue: str = ""
    """The beginning of the cues by which patterns show it. Where given, pairs of words count, too, and labelled
    messages and chats are read."""
    buckets: int = 1 << 15
    bare: bool = True
    """Whether messages are read that only thank, greet and agree; what those say hangs on what was said before."""


CALM = "agent_plain.tsv"
PAIRED = 1 << 16
"""Buckets where pairs count, too."""

ACTS = (
    Act("empathy", "agent", "E1,E2,E3,E4", 0.97),
    Act("problem", "customer", "P", 0.85, left_out="N,T,V,O,M", besides=False, plain="customer_plain.tsv"),
    Act("closing", "customer", "Z", 0.95),
    Act("action", "agent", "D,S,done", 0.9, plain=CALM, cue="action.", shown="action", buckets=PAIRED),
    Act("refusal", "agent", "R,refusal", 0.9, left_out="not", plain=CALM, cue="refusal.", shown="no", buckets=PAIRED),
    Act(
        "authority",
        "agent",
        "A,noauthority",
        0.9,
        left_out="not",
        plain=CALM,
        cue="authority.",
        shown="no",
        buckets=PAIRED,
    ),
    Act(
        "handoff", "agent", "H,handoff", 0.9, left_out="not", plain=CALM, cue="handoff.", shown="later", buckets=PAIRED
    ),
    Act(
        "promise",
        "agent",
        "PA,PN,promise",
        0.92,
        "not,done",
        plain=CALM,
        cue="promise.a",
        shown="later",
        buckets=PAIRED,
    ),
    Act("over", "customer", "K,over", 0.93, "Z,X", cue="confirm.", shown="over", buckets=PAIRED, bare=False),
    Act("denial", "customer", "N,denial", 0.9, cue="denial", shown="denial", buckets=PAIRED),
)


def shows(act: Act) -> frozenset[str]:
    """The labels of lines that show the act."""
    return frozenset(act.labels.split(","))


def says_nothing(act: Act) -> frozenset[str]:
    """The labels of lines that say nothing of it."""
    return frozenset(act.left_out.split(","))


def by_author(act: Act) -> dict[str, list[Labelled]]:
    """What each author wrote that says something of the act."""
    found = {author: list(_lettered(act, author)) for author in ("a", "b")}
    if act.cue:
        for author in messages.AUTHORS:
            told = [m for m in messages.load(author) if m.role == act.speaker and m.label not in says_nothing(act)]
            found[f"messages {author}"] = [(m.text, m.label in shows(act)) for m in told]
        for file in sorted(HERE.glob(f"shown_{act.shown}_*.tsv")):
            found[file.stem] = list(_shown(act, file))
        for part in range(CHATS):
            found[f"chats {part}"] = list(dict.fromkeys(_of_chats(act, part)))
    if not act.bare:
        found = {author: [line for line in lines if _says_more(line[0])] for author, lines in found.items()}
    return found


def _says_more(text: str) -> bool:
    ready = prepare(text)
    return has_substance(ready, READER.hits(ready, "customer"), at_least=1)


def _lettered(act: Act, author: str) -> Iterator[Labelled]:
    for row in (HERE / f"{act.speaker}_{author}.tsv").read_text(encoding="utf-8").splitlines():
        *_, labels, text = row.split("\t")
        told = set(labels.split(","))
        if told & shows(act) or not told & says_nothing(act):
            yield text, bool(told & shows(act))


def _shown(act: Act, file: Path) -> Iterator[Labelled]:
    for row in file.read_text(encoding="utf-8").splitlines():
        label, text = row.split("\t", 1)
        if label not in says_nothing(act):
            yield text, label in shows(act)


def _of_chats(act: Act, part: int) -> Iterator[Labelled]:
    file = HERE / f"chats_{act.name}.tsv"
    rows = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    looked_at = {text: label for label, text in (row.split("\t", 1) for row in rows)}
    for file in sorted(scenarios.FOLDER.glob("*.yaml"))[part::CHATS]:
        for scenario in scenarios.load(file.stem):
            for _, who, text in scenario.events:
                if text and who.startswith(act.speaker) and looked_at.get(text) != "unsure":
                    names = [hit.rule.name for hit in READER.hits(prepare(text), act.speaker)]
                    shown = any(name.startswith(act.cue) for name in names)
                    yield text, shown or looked_at.get(text) in shows(act)


def plain(act: Act) -> list[Labelled]:
    """Customers who book, choose, order and answer: wishes, and no problems. Agents who inform, offer and book."""
    return list(_shown(act, HERE / act.plain)) if act.plain else []
