"""*Now*: who needs a senior, who is about to, and what has just ended, gravest and oldest first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, structs

from pipeline.console.escalations import Escalation
from pipeline.console.floor import FloorStore
from pipeline.console.store import Chat, Store
from pipeline.console.words import RANKS
from pipeline.domain.escalation import Evidence, Reason, Severity
from pipeline.domain.floor import Case

SHOWN = 40
"""Cards on a page; the rest is counted, and shown when asked for."""
MOST_SHOWN = 400
NOBODY = ""
"""The team or the queue of a chat that has none."""


class Filters(Struct, frozen=True):
    """What the address asks for; None: all."""

    team: str | None = None
    queue: str | None = None
    reason: Reason | None = None
    severity: Severity | None = None

    def of_chat(self, row: "Row") -> bool:
        """Whether team and queue are those asked for."""
        return self.team in {None, row.team} and self.queue in {None, row.queue}

    def match(self, row: "Row") -> bool:
        """Whether a chat is asked for; a reason or a severity asks for one that is escalated."""
        return (
            self.of_chat(row)
            and (self.reason is None or self.reason in row.reasons)
            and self.severity in {None, row.severity}
        )


class Row(Struct, frozen=True, kw_only=True):
    """A chat at risk, as the wall shows it; times in ms."""

    id: str
    team: str
    queue: str
    agent: str
    distress: float
    ball: str
    gap_since: int | None = None
    due_at: int | None = None
    missing: str = ""
    escalation_id: str = ""
    """Of its gravest escalation; empty where nothing is escalated yet."""
    reason: Reason | None = None
    severity: Severity | None = None
    score: float = 0.0
    since: int = 0
    opened_at: int = 0
    acknowledged_at: int | None = None
    owner: str = ""
    """The senior who was given it."""
    accepted_at: int | None = None
    """When that senior said to have it."""
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """Of all that are open, the gravest first."""


class Wall(Struct, frozen=True):
    """The page's content under some filters."""

    escalated: tuple[Row, ...]
    """Those shown."""
    watched: tuple[Row, ...]
    ended: tuple[Escalation, ...]
    counts: Mapping[Severity, int]
    escalated_count: int
    unacknowledged: int
    watched_count: int
    teams: tuple[tuple[str, int, int], ...]
    """Each team with its escalated and its watched chats, whatever team is asked for."""
    queues: tuple[tuple[str, int, int], ...]


_NEVER: tuple[tuple[int, int], tuple[Row, ...]] = ((-1, -1), ())


class Rows:
    """Rows of chats, made anew only where a chat has changed; the same row until then."""

    def __init__(self, store: Store, floor: FloorStore) -> None:
        self._store = store
        self._floor = floor
        self._rows: dict[str, tuple[int, Case | None, Row]] = {}
        self._sorted: tuple[tuple[int, int], tuple[Row, ...]] = _NEVER

    @property
    def version(self) -> tuple[int, int]:
        """Rises with whatever a row may show."""
        return self._store.version, self._floor.version

    def all(self) -> tuple[Row, ...]:
        """Every chat at risk, in the order of the wall."""
        version, rows = self._sorted
        if version != (now := self.version):
            self._rows = {chat.id: self._row(chat) for chat in self._store.at_risk}
            rows = tuple(sorted((row for _, _, row in self._rows.values()), key=_urgency))
            self._sorted = (now, rows)
        return rows

    def forget(self, conversation_id: str) -> None:
        """Keep nothing of a conversation."""
        if self._rows.pop(conversation_id, None) is not None:
            self._sorted = _NEVER

    def _row(self, chat: Chat) -> tuple[int, Case | None, Row]:
        case = self._floor.case(chat.id)
        known = self._rows.get(chat.id)
        if known is not None and known[0] == chat.version and known[1] is case:
            return known
        return chat.version, case, row_of(chat, case)


def row_of(chat: Chat, case: Case | None = None) -> Row:
    """A chat as the wall shows it; ``case`` is what routing knows of it."""
    status = chat.status
    found = sorted(chat.open(), key=_gravity)
    gravest = found[0] if found else None
    told = status or gravest
    row = Row(
        id=chat.id,
        team=(told and told.team) or NOBODY,
        queue=(told and told.queue) or NOBODY,
        agent=(status.owner if status is not None else gravest and gravest.agent) or "",
        distress=status.distress if status is not None else 0.0,
        ball=status.ball if status is not None else "agent",
        gap_since=status.gap_since if status is not None else None,
        due_at=status.due_at if status is not None else None,
        missing=(status and status.missing) or "",
    )
    if gravest is None:
        return row
    return structs.replace(
        row,
        missing=gravest.missing or row.missing,
        escalation_id=gravest.id,
        reason=gravest.reason,
        severity=gravest.severity,
        score=gravest.score,
        since=gravest.since,
        opened_at=gravest.opened_at,
        acknowledged_at=gravest.acknowledged_at,
        owner=(case and case.owner) or "",
        accepted_at=case.since if case is not None and case.phase == "acknowledged" else None,
        evidence=telling(gravest.evidence),
        reasons=tuple(dict.fromkeys(e.reason for e in found)),
    )


def telling(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Two quotes that tell most: the words that caused it, and the customer's beside an agent's; by time."""
    shown = list(evidence)
    if not shown:
        return ()
    other = next((e for e in reversed(shown[1:]) if e.role != shown[0].role), None)
    chosen = {e.message_id: e for e in (shown[0], other) if e is not None}
    return tuple(sorted(chosen.values(), key=lambda e: e.at))


def wall(rows: tuple[Row, ...], ended: Iterable[Escalation], filters: Filters, shown: int = SHOWN) -> Wall:
    """The page."""
    wanted = [row for row in rows if filters.match(row)]
    escalated = [row for row in wanted if row.severity is not None]
    watched = [row for row in wanted if row.severity is None]
    counts: Counter[Severity] = Counter(row.severity for row in escalated if row.severity is not None)
    return Wall(
        escalated=tuple(escalated[:shown]),
        watched=tuple(watched[:shown]),
        ended=tuple(e for e in reversed(list(ended)) if _asked_for(e, filters)),
        counts=counts,
        escalated_count=len(escalated),
        unacknowledged=sum(row.acknowledged_at is None for row in escalated),
        watched_count=len(watched),
        teams=_tally(rows, lambda row: row.team, Filters(None, filters.queue, filters.reason, filters.severity)),
        queues=_tally(rows, lambda row: row.queue, Filters(filters.team, None, filters.reason, filters.severity)),
    )


def _tally(rows: Iterable[Row], name: Callable[[Row], str], filters: Filters) -> tuple[tuple[str, int, int], ...]:
    escalated: Counter[str] = Counter()
    watched: Counter[str] = Counter()
    for row in rows:
        if filters.match(row):
            (watched if row.severity is None else escalated)[name(row)] += 1
    names = sorted(escalated.keys() | watched.keys(), key=lambda n: (-escalated[n], -watched[n], n))
    return tuple((n, escalated[n], watched[n]) for n in names)


def _asked_for(found: Escalation, filters: Filters) -> bool:
    return (
        filters.team in {None, found.team or NOBODY}
        and filters.queue in {None, found.queue or NOBODY}
        and filters.reason in {None, found.reason}
        and filters.severity in {None, found.severity}
    )


def _gravity(found: Escalation) -> tuple[bool, int, float, int]:
    return found.acknowledged_at is not None, RANKS[found.severity], -found.score, found.opened_at


def _urgency(row: Row) -> tuple[object, ...]:
    if row.severity is not None:
        return 0, row.acknowledged_at is not None, RANKS[row.severity], -row.score, row.opened_at, row.id
    never = 1 << 62
    return 1, row.due_at is None, row.due_at or never, -row.distress, 0, row.id
