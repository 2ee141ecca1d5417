"""The conditions of patterns: those of the shipped lexicons come worked out, which saves seconds at each start.

``python -m tests.learning.conditions`` writes the file anew. A pattern that it does not know is worked out when asked.
"""

import zlib
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib import resources

import msgspec
from msgspec import Struct

from pipeline.language.atoms import atoms
from pipeline.language.telling import Row

FILE = "conditions.bin"


class _Known(Struct, frozen=True):
    atoms: tuple[str, ...]
    rows: dict[bytes, tuple[tuple[tuple[int, ...], ...], ...]]
    """By a pattern's name: rows of conditions of numbers of ``atoms``."""


def rows(pattern: str) -> tuple[Row, ...]:
    """What :func:`pipeline.language.atoms.atoms` says of a pattern."""
    known = _known()
    found = known.rows.get(_name(pattern))
    if found is None:
        return atoms(pattern)
    name = known.atoms.__getitem__
    return tuple([tuple([frozenset(map(name, condition)) for condition in row]) for row in found])


def is_known(pattern: str) -> bool:
    """Whether a pattern's conditions come worked out."""
    return _name(pattern) in _known().rows


def packed(patterns: Iterable[str]) -> bytes:
    """The file for these patterns."""
    worked_out = {_name(pattern): atoms(pattern) for pattern in patterns}
    named = sorted({atom for rows in worked_out.values() for row in rows for condition in row for atom in condition})
    number = {atom: n for n, atom in enumerate(named)}
    numbers = {
        name: tuple(tuple(tuple(sorted(number[atom] for atom in condition)) for condition in row) for row in rows)
        for name, rows in sorted(worked_out.items())
    }
    return zlib.compress(msgspec.msgpack.encode(_Known(tuple(named), numbers)), 9)


def _name(pattern: str) -> bytes:
    return blake2b(pattern.encode(), digest_size=8).digest()


@cache
def _known() -> _Known:
    file = resources.files("pipeline.language") / "models" / FILE
    if not file.is_file():
        return _Known((), {})
    return msgspec.msgpack.decode(zlib.decompress(file.read_bytes()), type=_Known)
