"""A decision on who is to act, as it is told."""

from pipeline.domain.floor import Decision
from pipeline.notify.links import answer_page, chat_page
from pipeline.notify.notice import Notice, structured
from pipeline.notify.targets import Targets
from pipeline.wire.routing import fields_of
from pipeline.wire.times import to_iso

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


def decision_notice(identity: str, decision: Decision, targets: Targets) -> Notice:
    """A decision under its own id, with its links."""
    about = decision.conversation_id or decision.team or ""
    answer, console = answer_page(targets, decision), chat_page(targets, decision.conversation_id)
    data = fields_of(decision)
    if UNTOLD in decision.reasons:
        data = {name: value for name, value in data.items() if name not in {"missing", "quote"}}
    told = {"answerurl": answer, "consoleurl": console, "data": data}
    return Notice(
        id=identity,
        about=about,
        at=decision.at,
        event=structured(identity, _KIND + decision.type, about, decision.at, told),
        title=_title(decision),
        words=_words(decision, console, answer),
    )


def _title(decision: Decision) -> str:
    told = {name: getattr(decision, name) for name in decision.__struct_fields__}
    named = {name: "somebody" if value is None else value for name, value in told.items()}
    return _TITLES[decision.type].format_map(named)


def _words(decision: Decision, console: str | None, answer: str | None) -> str:
    """Why, what is missing, what was said, where to look."""
    lines = [f"Why: {', '.join(_REASONS[reason] for reason in decision.reasons)}"] if decision.reasons else []
    if UNTOLD not in decision.reasons:
        lines += [f"Missing: {decision.missing}"] if decision.missing else []
        lines += [f"Said: “{decision.quote}”"] if decision.quote else []
    lines += [f"By: {to_iso(decision.due_at)}"] if decision.due_at else []
    lines += [f"Chat: {console}"] if console else []
    lines += [f"Answer: {answer}"] if answer else []
    return "\n".join(lines)
