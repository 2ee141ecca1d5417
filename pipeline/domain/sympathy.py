"""What of a message shows that the agent sees the customer's situation."""

from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Message
from pipeline.domain.matching import late
from pipeline.domain.proof import first_cue
from pipeline.domain.state import Problem


def empathy(message: Message, problem: Problem | None) -> Evidence | None:
    """The deepest level that it shows."""
    return deepest_empathy(message) or apology(message, problem)


def deepest_empathy(message: Message) -> Evidence | None:
    """The deepest level above an apology."""
    for level in ("care", "understanding", "acknowledgement"):
        if (shown := first_cue(message, f"empathy.{level}")) is not None:
            return shown
    return None


def apology(message: Message, problem: Problem | None) -> Evidence | None:
    """An apology; "sorry for the delay" is a courtesy, unless the delay is what the customer writes about."""
    sorry = first_cue(message, "empathy.apology")
    if sorry is None and problem is not None and late(problem.evidence.quote):
        sorry = first_cue(message, "courtesy.delay")
    return sorry
