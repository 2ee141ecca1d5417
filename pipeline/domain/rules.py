"""The numbers of the judgement. Every one is a rule with a default; times are in seconds."""

from datetime import tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field

from pipeline.domain.templates import Templates

DAY = 86_400
FOREVER = 1_000 * 365 * DAY
"""Seconds that nobody waits for: they switch a rule off. Several such waits on end still lie before the year 9999, the
last that can be written."""
MOST = 1_000_000_000

Seconds = Annotated[float, Meta(ge=0, le=FOREVER)]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=1, le=MOST)]


class Rules(Struct, frozen=True, kw_only=True):
    """What a rule file may change. ``version`` stands on every step."""

    version: Annotated[str, Meta(min_length=1)] = "default-1"
    lateness: Annotated[float, Meta(ge=0, le=DAY)] = 2.0
    """How late an event may come and still count in its place."""
    time_zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """Where the day ends, for promises "by Friday"."""
    day_end: Annotated[int, Meta(ge=0, le=2 * DAY)] = 18 * 3_600
    """Seconds after midnight at which a promised day is over; beyond 24 h where the last shift ends after midnight."""

    gap_wait: Seconds = 180.0
    first_reply_wait: Seconds = 120.0
    later_reply_wait: Seconds = 300.0
    distressed_share: Share = 0.5
    """What of a reply's wait is left while distress is high."""
    authority_wait: Seconds = 120.0
    senior_wait: Seconds = 60.0
    handoff_wait: Seconds = 120.0
    reply_pause: Seconds = 60.0
    """A longer pause of the same side begins a new reply."""

    distress_half_life: Annotated[float, Meta(ge=0.001, le=MOST)] = 2.0
    """In customer messages."""
    distress_problem: Share = 0.35
    distress_asked: Share = 0.12
    """From here on a message that asks may also state a problem, if sympathy then shows it."""
    distress_high: Share = 0.6
    distress_severe: Share = 0.8
    distress_calm: Share = 0.4
    distress_jump: Share = 0.35
    distress_messages: Count = 3

    empathic_replies: Count = 2
    apologies: Count = 3
    script_similarity: Share = 0.55
    """Share of common word pairs (0-1) from which two texts are the same script."""
    proven_queues: tuple[str, ...] = ()
    """Queues whose tools report every action: there a claim counts once the action is reported, or was before it."""
    proof_wait: Seconds = 120.0
    """How long after a claim the report may come; then the claim is a promise that was broken."""
    templates: Templates = field(default_factory=Templates)
    """What one's own agents say in many chats, as ``makegood learn`` writes it."""
    canned_similarity: Share = 0.35
    """Share of common word pairs (0-1) from which a text is one of the templates."""
    canned_replies: Count = 2
    """As many replies out of the templates, with the problem open and nothing done, are a script."""
    preparatory_actions: tuple[str, ...] = (
        "verify", "lookup", "look_up", "search", "find", "check", "view", "note", "tag", "log",
        "ticket",
    )  # fmt: skip
    """Words in the name of a structured action that moves no problem to its end."""

    promise_longest: Seconds = 30 * 86_400.0
    ended_after_close: Seconds = 86_400.0
    ended_after_silence: Seconds = 2 * 86_400.0
    marker_kept: Seconds = 86_400.0
    erased_marker_kept: Seconds = 30 * 86_400.0

    acknowledge_wait: Seconds = 60.0
    """A senior who has not acknowledged by then is passed over."""
    acknowledge_wait_critical: Seconds = 30.0
    acknowledge_attempts: Count = 2
    """So many seniors are asked before a supervisor is."""
    act_wait: Seconds = 180.0
    """From acknowledging to acting; then it goes one level up."""
    queue_wait: Seconds = 60.0
    """With nobody free: when the team is told."""
    queue_wait_critical: Seconds = 30.0
    retry_wait: Seconds = 60.0
    """With nobody left who was not asked: when all may be asked again."""
    team_wait: Seconds = 120.0
    """How long a team has to give an unassigned chat to an agent, before a senior gets it."""
    group_above: Annotated[int, Meta(ge=0, le=MOST)] = 20
    """With more conversations of a team waiting, one alarm stands for all."""
    case_longest: Seconds = 86_400.0
    case_marker_kept: Seconds = 600.0


ASCENDING = ("distress_calm", "distress_high", "distress_severe")
"""None may lie above the next, or distress is calm and high at once."""


def milliseconds(seconds: float) -> int:
    """A rule's seconds, as the fold counts them."""
    return round(seconds * 1_000)
