"""A page in parts, so that a browser that shows it is sent only what has changed."""

from collections.abc import Mapping
from typing import Any, Protocol
from zlib import crc32

from msgspec import Struct


class Parts(Struct, frozen=True, kw_only=True):
    """``regions``: HTML by the id of the element that it fills. ``lists``: HTML of items by list and by key, in order.

    Every item is one element with a ``data-key``.
    """

    title: str
    regions: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]] = {}


class Page(Protocol):
    """A page under one address."""

    template: str

    @property
    def version(self) -> object:
        """Another where it may look another way."""

    async def parts(self) -> Parts:
        """It as it is now."""


class Sent:
    """What one browser has been sent."""

    def __init__(self) -> None:
        self._title = ""
        self._regions: dict[str, int] = {}
        self._lists: dict[str, dict[str, int]] = {}

    def changes(self, parts: Parts) -> dict[str, Any]:
        """What to send so that the browser shows ``parts``; empty where it does."""
        told: dict[str, Any] = {}
        if parts.title != self._title:
            told["title"] = self._title = parts.title
        if regions := {
            name: str(html) for name, html in parts.regions.items() if self._regions.get(name) != _mark(html)
        }:
            told["regions"] = regions
            self._regions |= {name: _mark(html) for name, html in regions.items()}
        for name, items in parts.lists.items():
            marks = {key: _mark(html) for key, html in items.items()}
            old = self._lists.get(name)
            if old is not None and list(old.items()) == list(marks.items()):
                continue
            fresh = {key: str(items[key]) for key, mark in marks.items() if old is None or old.get(key) != mark}
            told.setdefault("lists", {})[name] = {"order": list(marks), "items": fresh}
            self._lists[name] = marks
        return told


def _mark(html: str) -> int:
    return crc32(html.encode("utf-8", "surrogatepass"))
