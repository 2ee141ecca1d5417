"""What supervisors ask of teams, as metrics. No conversation, customer or message id is in a label.

Labels are bounded: after ``MOST_PLACES`` pairs of team and queue everything further is counted as ``other``. A pair's
counters begin with 0 when it is first seen, so that ``increase()`` does not miss the first of its events.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar, get_args

from prometheus_client import Counter, Histogram

from pipeline.domain.escalation import Reason, Severity
from pipeline.domain.facts import (
    LOADS,
    AgentWrote,
    AuthorityMissing,
    CustomerWrote,
    Fact,
    FirstReply,
    GapClosed,
    Judged,
    Place,
    PromiseOver,
    StepTaken,
    named,
)
from pipeline.domain.practice import KINDS, ReplyTold

MOST_PLACES = 100
"""Pairs of team and queue that have series of their own."""
MOST_AGENTS = 1000
"""Agents, each with a team and a queue, that have series of their own."""
LONGEST_AGENT = 64
OTHER = "other"
HUMAN = (5, 15, 30, 60, 120, 180, 300, 600, 1200, 3600, 4 * 3600, 24 * 3600)
"""Seconds, for what people do."""
WHERE = ("team", "queue")
REASONS: tuple[Reason, ...] = get_args(Reason)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

STEPS = Counter("makegood_escalation_steps", "Steps of escalations.", ["reason", "severity", "type", *WHERE])
VERDICTS = Counter(
    "makegood_escalation_verdicts",
    "What seniors said of escalations; of several acknowledgements the first.",
    ["reason", "verdict", *WHERE],
)
ACKNOWLEDGED = Histogram(
    "makegood_acknowledgement_seconds",
    "From the opening of an escalation to its first acknowledgement.",
    ["severity", *WHERE],
    buckets=HUMAN,
)
REPLIES = Counter("makegood_replies", "Replies to a problem, by what they held.", ["kind", "agent", *WHERE])
GAPS = Histogram("makegood_empathy_gap_seconds", "From empathy to the resolving action.", WHERE, buckets=HUMAN)
FIRST_REPLIES = Histogram("makegood_first_reply_seconds", "Until a person answered first.", WHERE, buckets=HUMAN)
PROMISES = Counter("makegood_promises", "Promises whose end is known.", ["outcome", *WHERE])
AUTHORITY = Counter("makegood_authority_missing", "What agents were not allowed to do.", ["action", *WHERE])
CUSTOMER_MESSAGES = Counter(
    "makegood_customer_messages", "Messages of customers, by what they are like for who reads them.", ["kind", *WHERE]
)
AGENT_TEXTS = Counter(
    "makegood_agent_texts",
    "Agents' texts long enough to be known again: canned (a learned template, or said before in the same chat) or own.",
    ["kind", *WHERE],
)

M = TypeVar("M", Counter, Histogram)


class Bound(dict[tuple[str, ...], M], Generic[M]):
    """A metric's series of one place, by its further labels; each is looked up once."""

    def __init__(self, metric: M, where: tuple[str, str]) -> None:
        super().__init__()
        self._metric: M = metric
        self._where = where

    def __missing__(self, labels: tuple[str, ...]) -> M:
        made: M = self._metric.labels(*labels, *self._where)
        self[labels] = made
        return made

    def begin(self, *labels: str) -> None:
        """Start a series with 0."""
        self[labels]


class Series:
    """The series of one team and queue."""

    def __init__(self, place: Place) -> None:
        self.where = where = (printable(place.team), printable(place.queue))
        self.steps = Bound(STEPS, where)
        self.verdicts = Bound(VERDICTS, where)
        self.acknowledged = Bound(ACKNOWLEDGED, where)
        self.replies = Bound(REPLIES, where)
        self.gaps = GAPS.labels(*where)
        self.first_replies = FIRST_REPLIES.labels(*where)
        self.promises = Bound(PROMISES, where)
        self.authority = Bound(AUTHORITY, where)
        self.customer_messages = Bound(CUSTOMER_MESSAGES, where)
        self.agent_texts = Bound(AGENT_TEXTS, where)
        for reason in REASONS:
            for severity in SEVERITIES:
                self.steps.begin(reason, severity, "opened")
            for verdict in ("acknowledged", "resolved", "false_alarm"):
                self.verdicts.begin(reason, verdict)
        for severity in SEVERITIES:
            self.acknowledged.begin(severity)
        for kind in KINDS:
            self.replies.begin(kind, "")
        for outcome in ("kept", "broken"):
            self.promises.begin(outcome)
        for load in LOADS:
            self.customer_messages.begin(load)
        for told in ("canned", "own"):
            self.agent_texts.begin(told)


class Places:
    """The series of every place, and only so many of them."""

    def __init__(self) -> None:
        self._series: dict[Place, Series] = {}
        self._agents: set[tuple[Place, str]] = set()

    def series(self, place: Place) -> Series:
        """The series of a place, or those of all others."""
        known = self._series.get(place)
        if known is None:
            if len(self._series) >= MOST_PLACES and place != ELSEWHERE:
                return self.series(ELSEWHERE)
            known = self._series[place] = Series(place)
        return known

    def known(self) -> list[tuple[str, str]]:
        """Team and queue, as labels, of every place seen. May be asked from another thread."""
        return [series.where for series in list(self._series.values())]

    def agent(self, place: Place, agent: str) -> str:
        """The agent as a label."""
        key = (place, agent[:LONGEST_AGENT])
        if key not in self._agents:
            if len(self._agents) >= MOST_AGENTS:
                return OTHER
            self._agents.add(key)
        return printable(key[1])


ELSEWHERE = Place(OTHER, OTHER)
PLACES = Places()
"""Those of this process, as its metrics are."""


def count(facts: Iterable[Fact], *, by_agent: bool) -> None:
    """Count what a committed batch has shown."""
    for fact in facts:
        if isinstance(fact, ReplyTold):
            place = named(fact.team, fact.queue)
            agent = PLACES.agent(place, fact.agent) if by_agent else ""
            PLACES.series(place).replies[fact.kind, agent].inc()
        else:
            _count(fact, PLACES.series(fact.place))


def _count(fact: Fact, here: Series) -> None:
    match fact:
        case CustomerWrote():
            here.customer_messages[(fact.load,)].inc()
        case AgentWrote():
            here.agent_texts[("canned" if fact.canned else "own",)].inc()
        case StepTaken(step=step):
            here.steps[step.reason, step.severity, step.type].inc()
        case Judged():
            here.verdicts[fact.reason, fact.verdict].inc()
            if fact.verdict == "acknowledged":
                here.acknowledged[(fact.severity,)].observe(fact.seconds)
        case GapClosed():
            here.gaps.observe(fact.seconds)
        case FirstReply():
            here.first_replies.observe(fact.seconds)
        case PromiseOver():
            here.promises[("kept" if fact.kept else "broken",)].inc()
        case AuthorityMissing():
            here.authority[(fact.wanted,)].inc()


def printable(name: str) -> str:
    """A name as a label: what cannot be printed becomes a question mark."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)
