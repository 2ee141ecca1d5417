"""The page *Conversation*, in parts."""

from msgspec import Struct

from pipeline.console.escalations import Escalation
from pipeline.console.explainer import Explained, Explainer
from pipeline.console.parts import Parts
from pipeline.console.spark import Spark, spark
from pipeline.console.store import Chat, Store
from pipeline.console.templating import render
from pipeline.console.wall import row_of
from pipeline.console.words import RANKS
from pipeline.domain.events import Feedback, Message
from pipeline.wire.transcript import Entry


class Said(Struct, frozen=True, kw_only=True):
    """What stands beside the transcript."""

    open: tuple[Escalation, ...]
    ended: tuple[Escalation, ...]
    judged: dict[str, Feedback]
    """The latest feedback on each escalation."""
    explained: Explained


class ConversationPage:
    """One conversation."""

    template = "conversation.html"

    def __init__(self, store: Store, explainer: Explainer, conversation_id: str, csrf: str) -> None:
        self._store = store
        self._explainer = explainer
        self._id = conversation_id
        self._csrf = csrf

    @property
    def version(self) -> object:
        """That of the conversation."""
        chat = self._store.chat(self._id)
        return chat.version if chat is not None else "not held"

    async def parts(self) -> Parts:
        """The conversation as it is now; that it is not held, where it is not."""
        chat = self._store.chat(self._id)
        if chat is None:
            return _gone(self._id)
        explained = await self._explainer.explain(chat)
        if self._store.chat(self._id) is not chat:
            return _gone(self._id)
        said = _said(chat, explained)
        entries = explained.entries
        levels = spark([entry for _, entry in entries])
        return Parts(
            title=f"{self._id} · Makegood",
            regions={
                "head": _head(chat, levels),
                "standing": render("standing.html", chat=chat, said=said, csrf=self._csrf),
                "since": render("since.html", steps=explained.since),
            },
            lists={"transcript": {str(offset): _entry(offset, entry) for offset, entry in entries}},
        )


def _gone(conversation_id: str) -> Parts:
    head = render("gone.html", id=conversation_id)
    return Parts(title="Makegood", regions={"head": head, "standing": "", "since": ""}, lists={"transcript": {}})


def _head(chat: Chat, levels: Spark | None) -> str:
    return render("head.html", chat=chat, row=row_of(chat), spark=levels)


def _entry(offset: int, entry: Entry) -> str:
    event = entry.event
    names = tuple(dict.fromkeys(cue.name for cue in event.reading.cues)) if isinstance(event, Message) else ()
    kind = type(event).__name__.lower()
    return render("entry.html", offset=offset, entry=entry, event=event, kind=kind, names=names)


def _said(chat: Chat, explained: Explained) -> Said:
    known = sorted(chat.escalations.values(), key=lambda e: (RANKS[e.severity], e.opened_at))
    return Said(
        open=tuple(e for e in known if e.open),
        ended=tuple(sorted((e for e in known if not e.open), key=lambda e: -e.opened_at)),
        judged={
            entry.event.escalation_id: entry.event
            for _, entry in explained.entries
            if isinstance(entry.event, Feedback)
        },
        explained=explained,
    )
