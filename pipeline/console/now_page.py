"""The page *Now*, in parts."""

from collections import OrderedDict
from collections.abc import Iterable

from msgspec import structs

from pipeline.console.escalations import Escalation
from pipeline.console.parts import Parts
from pipeline.console.store import Store
from pipeline.console.templating import render
from pipeline.console.wall import NOBODY, SHOWN, Filters, Row, Rows, Wall, wall
from pipeline.console.words import REASONS, SEVERITIES

ENDED_SHOWN = 8
MOST_CARDS = 4_000


class Cards:
    """Chats as HTML, made anew only where a row has changed. ``csrf``: what their forms carry."""

    def __init__(self, csrf: str) -> None:
        self._csrf = csrf
        self._made: OrderedDict[str, tuple[Row, str]] = OrderedDict()

    def card(self, row: Row) -> str:
        """An escalated chat, or one at risk that is not escalated yet."""
        known = self._made.pop(row.id, None)
        if known is None or known[0] is not row:
            template = "watched.html" if row.severity is None else "card.html"
            known = row, render(template, row=row, csrf=self._csrf)
        self._made[row.id] = known
        if len(self._made) > MOST_CARDS:
            self._made.popitem(last=False)
        return known[1]

    def forget(self, conversation_id: str) -> None:
        """Keep nothing of a conversation."""
        self._made.pop(conversation_id, None)


class NowPage:
    """Under one set of filters, with at most ``shown`` cards."""

    template = "now.html"

    def __init__(self, store: Store, rows: Rows, cards: Cards, filters: Filters, shown: int) -> None:
        self._store = store
        self._rows = rows
        self._cards = cards
        self._filters = filters
        self._shown = shown

    @property
    def version(self) -> object:
        """That of all chats, and of who has them."""
        return self._rows.version

    async def parts(self) -> Parts:
        """The wall as it is now."""
        seen = wall(self._rows.all(), self._store.ended, self._filters, self._shown)
        filters = {name: value for name, value in structs.asdict(self._filters).items() if value is not None}
        count = seen.escalated_count
        return Parts(
            title=f"({count}) Now · Makegood" if count else "Now · Makegood",
            regions={
                "headline": render("headline.html", wall=seen, filters=filters),
                "filters": render("filters.html", choices=_choices(seen, self._filters), filters=filters),
                "more": render(
                    "more.html", hidden=count - len(seen.escalated), to=self._shown + SHOWN, filters=filters
                ),
                "watched-head": render("watched_head.html", wall=seen),
                "ended-head": render("ended_head.html", some=bool(seen.ended)),
            },
            lists={
                "cards": {row.id: self._cards.card(row) for row in seen.escalated},
                "watched": {row.id: self._cards.card(row) for row in seen.watched},
                "ended": {e.id: ended(e) for e in seen.ended[:ENDED_SHOWN]},
            },
        )


def _choices(seen: Wall, filters: Filters) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each filter: its name, its label, what can be chosen with the words for it."""
    return [
        ("team", "Team", _names(seen.teams, filters.team)),
        ("queue", "Queue", _names(seen.queues, filters.queue)),
        ("reason", "Reason", list(REASONS.items())),
        ("severity", "Severity", list(SEVERITIES.items())),
    ]


def _names(tallied: Iterable[tuple[str, int, int]], chosen: str | None) -> list[tuple[str, str]]:
    # The one chosen stays to be seen when nothing of it is at risk any more.
    return [(name, name) for name in sorted({name for name, _, _ in tallied} | {chosen or NOBODY} - {NOBODY}) if name]


def ended(found: Escalation) -> str:
    """An escalation that has ended."""
    return render("ended.html", e=found)
