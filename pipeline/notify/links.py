"""The links in a notice: to the console, and to the page on which a senior answers."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from msgspec import Struct

from pipeline.domain.floor import Decision
from pipeline.notify.signature import mac, same
from pipeline.notify.targets import Answers, Targets

PATH = "/answer"
ANSWERED = frozenset({"assigned", "reassigned"})
"""What a senior is asked about."""


class Asked(Struct, frozen=True):
    """What a link was made for."""

    conversation_id: str
    senior_id: str
    assignment_id: str


class LinkError(ValueError):
    """A link that is none of ours, or too old; says which."""


def answer_page(targets: Targets, decision: Decision) -> str | None:
    """Where its senior answers, if one is asked. Its end counts from the decision, so that it is always the same."""
    chat, senior, assignment = decision.conversation_id, decision.senior, decision.assignment_id
    if not targets.answers or decision.type not in ANSWERED or not (chat and senior and assignment):
        return None
    return link(targets.answers, Asked(chat, senior, assignment), decision.at // 1000 + int(targets.answers.valid))


def chat_page(targets: Targets, conversation_id: str | None) -> str | None:
    """The console's page of a chat, where a console is named."""
    if not targets.console or not conversation_id:
        return None
    return f"{targets.console.rstrip('/')}/conversation/{quote(conversation_id, safe='')}"


def link(answers: Answers, asked: Asked, until_s: int) -> str:
    """The address on which one senior answers one assignment, until a time in seconds since the epoch."""
    told = {"c": asked.conversation_id, "s": asked.senior_id, "a": asked.assignment_id, "x": str(until_s)}
    return f"{answers.address.rstrip('/')}{PATH}?{urlencode({**told, 'k': mac(answers.secret, *told.values())})}"


def asked_by(answers: Answers, query: Mapping[str, str], now_s: float) -> Asked:
    """What a link asks; raises LinkError."""
    told = [query.get(name, "") for name in "csax"]
    if not same(mac(answers.secret, *told), query.get("k", "")):
        raise LinkError("this link is not complete, or none of ours")
    conversation, senior, assignment, until = told
    if now_s > int(until):
        raise LinkError("this link is too old: answer in the console")
    return Asked(conversation, senior, assignment)
