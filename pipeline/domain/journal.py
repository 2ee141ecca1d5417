"""Changes to some tables that can be taken back, and what they come to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

_NOTHING: Final = object()
_V = TypeVar("_V")


class Change(NamedTuple):
    """What was in a table under a name, and is to be there again; None: nothing."""

    table: dict[str, Any]
    name: str
    before: Any


class Journal:
    """Of tables with names in front of their keys: ``{"s/": seniors}``. They are changed through it alone."""

    def __init__(self, tables: Mapping[str, dict[str, Any]]) -> None:
        self._prefixes = {id(table): prefix for prefix, table in tables.items()}
        self._changes: list[tuple[dict[str, Any], str, object]] = []

    def __len__(self) -> int:
        """How many changes there are; a place to go back to."""
        return len(self._changes)

    def write(self, table: dict[str, _V], name: str, value: _V) -> None:
        """Put something into a table."""
        self._changes.append((table, name, table.get(name, _NOTHING)))
        table[name] = value

    def delete(self, table: dict[str, _V], name: str) -> None:
        """Take something out of a table."""
        self._changes.append((table, name, table.pop(name)))

    def back_to(self, length: int) -> Iterator[Change]:
        """Take changes back, the latest first; each is told before it is done."""
        while len(self._changes) > length:
            table, name, before = self._changes.pop()
            yield Change(table, name, None if before is _NOTHING else before)
            if before is _NOTHING:
                del table[name]
            else:
                table[name] = before

    def changed(self) -> dict[str, Any]:
        """What differs from what was last kept, by prefix and name; ``None`` for what is gone."""
        first: dict[str, tuple[dict[str, Any], str, object]] = {}
        for table, name, before in self._changes:
            first.setdefault(self._prefixes[id(table)] + name, (table, name, before))
        return {
            entry: table.get(name)
            for entry, (table, name, before) in sorted(first.items())
            if table.get(name, _NOTHING) is not before
        }

    def kept(self) -> None:
        """Nothing of it is taken back any more."""
        self._changes.clear()
