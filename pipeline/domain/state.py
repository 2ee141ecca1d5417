"""What is remembered of one conversation. Times are milliseconds since the epoch, UTC."""

from hashlib import blake2b

from msgspec import Struct, structs

from pipeline.domain.cues import PromiseKind
from pipeline.domain.escalation import Evidence, Reason, Severity

REMEMBERED_IDS = 64
"""Event ids of a conversation by which a redelivery is known."""
HASH_BYTES = 8


class Problem(Struct, frozen=True, array_like=True):
    """What the customer wants put right."""

    since: int
    evidence: Evidence
    threat: Evidence | None = None
    refused: Evidence | None = None
    """The company's final no, with its reason."""
    objected: bool = False


class Gap(Struct, frozen=True, array_like=True):
    """Empathy was shown to an open problem, and no resolving action has followed."""

    since: int
    first: Evidence
    """The first empathic message, or the denial, whoever was the owner."""
    anchor: Evidence | None
    """The first empathic message of this owner; none right after a handoff."""
    latest: Evidence
    replies: int = 1
    """Empathic replies of this owner."""
    waited: int = 0
    """Milliseconds, up to ``running``."""
    running: int | None = None
    """Since when the wait runs; None while it rests."""
    fired: bool = False
    taken: Evidence | None = None
    """What told that this owner has it now; none before a handoff."""
    denied: Evidence | None = None
    """The denial that opened it again; what came before it was answered by a claim."""


class Claim(Struct, frozen=True, array_like=True):
    """An end of a problem, by a resolving action or the customer's word, that the customer may still deny."""

    at: int
    problem: Problem | None
    empathy: Evidence | None
    """The first empathic message to the problem that it resolved."""
    empathy_since: int = 0
    confirmed: bool = False
    """The customer has said that it is over."""


class Promise(Struct, frozen=True, array_like=True):
    """An action or an answer announced, and when it falls due."""

    kind: PromiseKind
    due: int
    evidence: Evidence
    needs: bool = False
    """Whether something was asked for with it, and not given since."""


class Waiting(Struct, frozen=True, array_like=True):
    """The customer's first message that nobody has answered."""

    since: int
    evidence: Evidence
    first: bool
    fired: bool = False


class Pending(Struct, frozen=True, array_like=True):
    """Something that must happen soon after a message."""

    evidence: Evidence
    due: int


class Reply(Struct, frozen=True, array_like=True):
    """The reply being written: whose, and what has been counted of it."""

    agent: str
    last_at: int
    number: int
    empathic: bool = False
    apologetic: bool = False


class Script(Struct, frozen=True, array_like=True):
    """An agent's text, known again by its sketch."""

    reply: int
    sketch: tuple[int, ...]
    canned: bool = False
    """Said in many chats: one of the rules' templates."""


class Open(Struct, frozen=True, array_like=True):
    """An escalation that is open."""

    reason: Reason
    id: str
    since: int
    opened_at: int
    floor: Severity
    """Its severity before threats and distress."""
    severity: Severity
    evidence: tuple[Evidence, ...]
    promise: PromiseKind | None = None
    acknowledged: bool = False
    """A senior has seen it."""
    severe: bool = False
    """Distress has been severe since it opened."""


class Fields(Struct, array_like=True):
    """The fields that a conversation and its draft share; new ones go to the end."""

    id: str
    last_at: int = 0
    team: str | None = None
    queue: str | None = None
    owner: str = ""
    owned: bool = True
    """False after a transfer to nobody in particular."""
    bot_only: bool = False
    """A bot has written, and no person yet."""
    closed_at: int | None = None
    retired_at: int | None = None
    forget_at: int = 0
    seen: bytes = b""
    opened_ids: bytes = b""
    """Hashes of the escalations that have ever opened."""
    levels: tuple[float, ...] = ()
    """Distress after each of the last three customer messages."""
    mass: float = 0.0
    """Weight of all customer messages in the smoothed distress."""
    highs: int = 0
    """Customer messages in a row with high distress."""
    distress_spent: bool = False
    """Distress has been escalated and not fallen since."""
    waiting: Waiting | None = None
    replied: bool = False
    ball_with_customer: bool = False
    asked: tuple[int, ...] = ()
    problem: Problem | None = None
    gap: Gap | None = None
    claim: Claim | None = None
    promises: tuple[Promise, ...] = ()
    no_authority: Pending | None = None
    senior: Pending | None = None
    handoff: Pending | None = None
    reply: Reply | None = None
    agent_spoke_last: bool = False
    scripts: tuple[Script, ...] = ()
    apologies: int = 0
    escalations: tuple[Open, ...] = ()
    language_unsupported: bool = False
    statement: Evidence | None = None
    """What the customer last said that was neither thanks nor all well; empathy shows it as a problem."""
    thanked: bool = False
    """The customer has thanked somebody since the problem opened."""
    anything_else: bool = False
    """The agent has asked whether there is anything else, and the customer has not answered."""
    news: bool = False
    """The agent's last reply tells something, and leaves nothing to come: no question, promise, refusal or handoff."""
    broken: tuple[Promise, ...] = ()
    """Promises that broke while another broken one was open; the first is told once that is kept after all."""
    outcome_asked: bool = False
    """The agent has asked whether it has come right, and the customer has not answered."""

    @property
    def claimed(self) -> bool:
        """Whether a resolving action stands of which the customer has said nothing."""
        return self.claim is not None and not self.claim.confirmed

    @property
    def distress(self) -> float:
        """How badly the customer is doing now, 0-1."""
        return self.levels[-1] if self.levels else 0.0


class Conversation(Fields, frozen=True):  # type: ignore[misc]  # msgspec allows what dataclasses do not
    """All that is remembered of one conversation, or the marker of one that has ended."""


class Draft(Fields):
    """A conversation while one event or one deadline is applied to it."""

    def find(self, reason: Reason) -> Open | None:
        """The open escalation of a reason, if there is one."""
        return next((e for e in self.escalations if e.reason == reason), None)


def draft(state: Conversation) -> Draft:
    """A copy that may be changed."""
    return Draft(*structs.astuple(state))


def freeze(work: Draft) -> Conversation:
    """The changed copy, as it will be kept."""
    return Conversation(*structs.astuple(work))


def short_hash(text: str) -> bytes:
    """64 bits by which an id is known again."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()


def holds(hashes: bytes, wanted: bytes) -> bool:
    """Whether one of the concatenated hashes is the wanted one."""
    at = hashes.find(wanted)
    while at > 0 and at % HASH_BYTES:
        at = hashes.find(wanted, at + 1)
    return at >= 0


def remember(hashes: bytes, new: bytes) -> bytes:
    """The hashes with one more, the oldest dropped beyond ``REMEMBERED_IDS``."""
    return (hashes + new)[-REMEMBERED_IDS * HASH_BYTES :]
