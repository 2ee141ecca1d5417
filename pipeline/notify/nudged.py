"""A nudge to an agent whose time runs out, as it is told."""

from pipeline.domain.escalation import ChatStatus
from pipeline.notify.links import chat_page
from pipeline.notify.notice import Notice, structured
from pipeline.notify.targets import Targets
from pipeline.wire.outbound import cloud_event
from pipeline.wire.routing import fields_of
from pipeline.wire.times import to_iso

KIND = "makegood.nudge.at_risk"
_TOLD = ("conversation_id", "team", "queue", "due_at", "missing", "gap_since", "distress")


def nudge_notice(status: ChatStatus, targets: Targets) -> Notice:
    """For the owner of a chat that has a deadline; under one id for this chat and deadline, whoever makes it."""
    chat, due_at = status.conversation_id, status.due_at or 0
    identity = dict(cloud_event(KIND, f"{chat}/{due_at}".encode(), None))["ce_id"].decode()
    fields = fields_of(status)
    data = {"agent": status.owner} | {name: fields[name] for name in _TOLD if name in fields}
    console = chat_page(targets, chat)
    lines = [f"Missing: {status.missing}"] if status.missing else []
    lines += [f"By: {to_iso(due_at)}"]
    lines += [f"Chat: {console}"] if console else []
    return Notice(
        id=identity,
        about=chat,
        at=status.at,
        event=structured(identity, KIND, chat, status.at, {"consoleurl": console, "data": data}),
        title=f"{status.owner}: a customer waits, and soon a senior is asked",
        words="\n".join(lines),
    )
