"""Texts that the agents of one company say in many chats, learned beforehand and known by their sketches."""

from collections.abc import Iterator, Sequence

from pipeline.domain.cues import SKETCH_SIZE

Sketch = tuple[int, ...]


class Templates:
    """Sketches of canned texts. Immutable; finds the nearest without looking at all."""

    def __init__(self, sketches: Sequence[Sketch] = ()) -> None:
        """Each sketch as ``Reading.sketch`` holds it: sorted, at most ``SKETCH_SIZE`` hashes."""
        self._sketches = tuple(map(tuple, sketches))
        self._holding: dict[int, list[int]] = {}
        for number, sketch in enumerate(self._sketches):
            for part in sketch:
                self._holding.setdefault(part, []).append(number)

    def __bool__(self) -> bool:
        """Whether any template is known."""
        return bool(self._sketches)

    def __iter__(self) -> Iterator[Sketch]:
        """The sketches."""
        return iter(self._sketches)

    def __eq__(self, other: object) -> bool:
        """By the sketches."""
        return isinstance(other, Templates) and self._sketches == other._sketches

    def __hash__(self) -> int:
        """As equality has it."""
        return hash(self._sketches)

    def nearest(self, sketch: Sketch) -> float:
        """How like (0-1) the nearest template is; 0 where none shares a word pair."""
        holding = self._holding
        shared = {number for part in sketch for number in holding.get(part, ())}
        return max((alike(self._sketches[number], sketch) for number in shared), default=0.0)


def alike(one: Sketch, other: Sketch) -> float:
    """Jaccard similarity of the sampled word pairs, 0-1 (bottom-k estimate)."""
    a, b = set(one), set(other)
    if a.isdisjoint(b):
        return 0.0  # as nearly always
    union = sorted(a | b)
    if max(len(a), len(b)) >= SKETCH_SIZE:
        union = union[:SKETCH_SIZE]  # beyond it the two know of each other only by chance
    return sum(h in a and h in b for h in union) / len(union)
