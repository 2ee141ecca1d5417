"""The words of a message that a step can rest on."""

from pipeline.domain.cues import Cue
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Message


def shown_by(message: Message, cue: Cue) -> Evidence:
    """A cue of a message, as evidence."""
    return Evidence(message.id, message.at, message.role, cue.name, cue.quote)


def first_cue(message: Message, family: str) -> Evidence | None:
    """The first cue of a family (a name or the beginning of one), as evidence."""
    for cue in message.reading.cues:
        if cue.name.startswith(family):
            return shown_by(message, cue)
    return None


def whole(message: Message, name: str) -> Evidence:
    """The message itself as evidence, by its first words."""
    return Evidence(message.id, message.at, message.role, name, message.reading.opening)
