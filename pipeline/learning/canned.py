"""Which texts of agents are templates: nearly the same in several chats. Candidates by MinHash (rensa)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from rensa import RMinHash, RMinHashLSH

from pipeline.domain.templates import Sketch, alike

PERMUTATIONS, BANDS = 64, 32
"""Two rows a band: nine of ten pairs with 30 % in common become candidates; ``alike`` decides."""
FEWEST_PAIRS = 5
"""Word pairs: below, two texts are alike by chance."""
SEED = 1


class Said(Struct, frozen=True):
    """A text of an agent, by its sketch."""

    conversation: str
    sketch: Sketch
    text: str


class Template(Struct, frozen=True):
    """A text that stands for its near-copies."""

    sketch: Sketch
    text: str
    chats: int


def templates(said: Sequence[Said], similarity: float, chats: int) -> list[Template]:
    """The texts that are said in at least ``chats`` conversations, the most frequent first.

    ``similarity``: of sketches (0-1), from which two texts are the same. Depends on the order of ``said`` only where
    two texts stand for a group equally well.
    """
    once = list({(one.conversation, one.sketch): one for one in said if len(one.sketch) >= FEWEST_PAIRS}.values())
    distinct = Counter(one.sketch for one in once)
    near = _near(list(distinct), similarity)
    talks: Mapping[Sketch, set[str]] = defaultdict(set)
    texts: dict[Sketch, str] = {}
    for one in once:
        talks[one.sketch].add(one.conversation)
        texts.setdefault(one.sketch, one.text)
    found = []
    left = set(distinct)
    # The text with most chats around it speaks for them; what it covers needs no other.
    for sketch in sorted(distinct, key=lambda s: (-len(_around(s, near, talks)), s)):
        count = len(_around(sketch, near, talks))
        if count >= chats and sketch in left:
            found.append(Template(sketch, texts[sketch], count))
            left -= {sketch, *near[sketch]}
    return found


def _around(sketch: Sketch, near: Mapping[Sketch, set[Sketch]], talks: Mapping[Sketch, set[str]]) -> set[str]:
    return talks[sketch].union(*(talks[other] for other in near[sketch]))


def _near(sketches: Sequence[Sketch], similarity: float) -> Mapping[Sketch, set[Sketch]]:
    near: Mapping[Sketch, set[Sketch]] = defaultdict(set)
    for one, other in _candidates(sketches):
        if alike(one, other) >= similarity:
            near[one].add(other)
            near[other].add(one)
    return near


def _candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[Sketch, Sketch]]:
    index = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
    for number, sketch in enumerate(sketches):
        print_ = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        print_.update([str(part) for part in sketch])
        for other in sorted(set(index.query(print_))):
            yield sketches[other], sketch
        index.insert(number, print_)
