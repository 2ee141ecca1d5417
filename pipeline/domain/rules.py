"""The numbers of the judgement. Every one is a rule with a default; times are in seconds."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from pipeline.domain.templates import Templates


class Rules(Struct, frozen=True, kw_only=True):
    """What a rule file may change. ``version`` stands on every step."""

    version: str = "default-1"
    lateness: float = 2.0
    """How late an event may come and still count in its place."""
    time_zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """Where the day ends, for promises "by Friday"."""
    day_end: int = 18 * 3_600
    """Seconds after midnight at which a promised day is over."""

    gap_wait: float = 180.0
    first_reply_wait: float = 120.0
    later_reply_wait: float = 300.0
    distressed_share: float = 0.5
    """What of a reply's wait is left while distress is high."""
    authority_wait: float = 120.0
    senior_wait: float = 60.0
    handoff_wait: float = 120.0
    reply_pause: float = 60.0
    """A longer pause of the same side begins a new reply."""

    distress_half_life: float = 2.0
    """In customer messages."""
    distress_problem: float = 0.35
    distress_asked: float = 0.12
    """From here on a message that asks may also state a problem, if sympathy then shows it."""
    distress_high: float = 0.6
    distress_severe: float = 0.8
    distress_calm: float = 0.4
    distress_jump: float = 0.35
    distress_messages: int = 3

    empathic_replies: int = 2
    apologies: int = 3
    script_similarity: float = 0.55
    """Share of common word pairs (0-1) from which two texts are the same script."""
    proven_queues: tuple[str, ...] = ()
    """Queues whose tools report every action: there a claim counts once the action is reported, or was before it."""
    proof_wait: float = 120.0
    """How long after a claim the report may come; then the claim is a promise that was broken."""
    templates: Templates = field(default_factory=Templates)
    """What one's own agents say in many chats, as ``makegood learn`` writes it."""
    canned_similarity: float = 0.35
    """Share of common word pairs (0-1) from which a text is one of the templates."""
    canned_replies: int = 2
    """As many replies out of the templates, with the problem open and nothing done, are a script."""
    preparatory_actions: tuple[str, ...] = (
        "verify", "lookup", "look_up", "search", "find", "check", "view", "note", "tag", "log",
        "ticket",
    )  # fmt: skip
    """Words in the name of a structured action that moves no problem to its end."""

    promise_longest: float = 30 * 86_400.0
    ended_after_close: float = 86_400.0
    ended_after_silence: float = 2 * 86_400.0
    marker_kept: float = 86_400.0
    erased_marker_kept: float = 30 * 86_400.0

    acknowledge_wait: float = 60.0
    """A senior who has not acknowledged by then is passed over."""
    acknowledge_wait_critical: float = 30.0
    acknowledge_attempts: int = 2
    """So many seniors are asked before a supervisor is."""
    act_wait: float = 180.0
    """From acknowledging to acting; then it goes one level up."""
    queue_wait: float = 60.0
    """With nobody free: when the team is told."""
    queue_wait_critical: float = 30.0
    retry_wait: float = 60.0
    """With nobody left who was not asked: when all may be asked again."""
    team_wait: float = 120.0
    """How long a team has to give an unassigned chat to an agent, before a senior gets it."""
    group_above: int = 20
    """With more conversations of a team waiting, one alarm stands for all."""
    case_longest: float = 86_400.0
    case_marker_kept: float = 600.0


def milliseconds(seconds: float) -> int:
    """A rule's seconds, as the fold counts them."""
    return round(seconds * 1_000)
