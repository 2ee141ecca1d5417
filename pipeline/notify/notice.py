"""What a target is told: a decision as a CloudEvent in structured mode, or in words."""

import msgspec
from msgspec import Struct

from pipeline.domain.floor import Decision
from pipeline.wire.outbound import SOURCE
from pipeline.wire.routing import fields_of
from pipeline.wire.times import to_iso

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
UNTOLD = "vulnerable"
"""Of such a chat only reason and link leave."""
_KIND = "makegood.assignment."
_TITLES = {
    "assigned": "{senior}: a chat needs you",
    "reassigned": "{senior}: a chat needs you",
    "overdue": "{previous} has not answered: a chat needs somebody",
    "released": "{senior}: you are free again",
    "grouped": "{waiting} chats of team {team} wait for a senior",
}
_REASONS = {
    "empathy_without_action": "sympathy was shown, nothing was done",
    "broken_promise": "a promise was not kept",
    "unanswered": "the customer waits for a reply",
    "no_authority": "the agent may not do what is needed",
    "repeated_script": "the same words again, nothing done",
    "distress": "the customer is in distress",
    "asked_for_senior": "the customer asked for a senior",
    "vulnerable": "somebody may be in danger",
}

_json = msgspec.json.Encoder()


class Notice(Struct, frozen=True, kw_only=True):
    """One thing to be told, under one id wherever and however often it is sent."""

    id: str
    decision: Decision
    answer_url: str | None = None
    """Where the senior answers."""
    console_url: str | None = None

    @property
    def about(self) -> str:
        """What must stay in order: the conversation, or the team."""
        return self.decision.conversation_id or self.decision.team or ""


def structured(notice: Notice) -> bytes:
    """The CloudEvent; the same bytes each time."""
    decision = notice.decision
    data = fields_of(decision)
    if UNTOLD in decision.reasons:
        data = {name: value for name, value in data.items() if name not in {"missing", "quote"}}
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": notice.id,
        "source": SOURCE,
        "type": _KIND + decision.type,
        "subject": notice.about,
        "time": to_iso(decision.at),
        "datacontenttype": "application/json",
    }
    if notice.answer_url:
        event["answerurl"] = notice.answer_url
    if notice.console_url:
        event["consoleurl"] = notice.console_url
    return _json.encode({**event, "data": data})


def title(notice: Notice) -> str:
    """One line for people."""
    told = {name: getattr(notice.decision, name) for name in notice.decision.__struct_fields__}
    named = {name: "somebody" if value is None else value for name, value in told.items()}
    return _TITLES[notice.decision.type].format_map(named)


def words(notice: Notice) -> str:
    """Why, what is missing, what was said, where to look."""
    decision = notice.decision
    lines = [f"Why: {', '.join(_REASONS[reason] for reason in decision.reasons)}"] if decision.reasons else []
    if UNTOLD not in decision.reasons:
        lines += [f"Missing: {decision.missing}"] if decision.missing else []
        lines += [f"Said: “{decision.quote}”"] if decision.quote else []
    lines += [f"By: {to_iso(decision.due_at)}"] if decision.due_at else []
    lines += [f"Chat: {notice.console_url}"] if notice.console_url else []
    lines += [f"Answer: {notice.answer_url}"] if notice.answer_url else []
    return "\n".join(lines)
