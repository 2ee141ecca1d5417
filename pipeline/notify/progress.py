"""How far deliveries are settled: everything before an offset, whatever was settled beyond it."""


class Progress:
    """Of one partition. Offsets are begun in their order and settled in any."""

    def __init__(self, start: int) -> None:
        self._next = start
        self._open: dict[int, int] = {}
        """Deliveries under way, by offset; in the order of the offsets."""

    def begin(self, offset: int, deliveries: int) -> None:
        """A record was read that so many targets are to be told of."""
        self._next = offset + 1
        if deliveries:
            self._open[offset] = deliveries

    def settle(self, offset: int) -> None:
        """One delivery of a record has arrived, or was given up."""
        left = self._open[offset] - 1
        if left:
            self._open[offset] = left
        else:
            del self._open[offset]

    @property
    def settled(self) -> int:
        """Where to go on after a crash: the first offset of which something is open."""
        return next(iter(self._open), self._next)
