"""The action that is missing, in words that a senior can act on."""

import re

from pipeline.domain.escalation import Evidence, Reason
from pipeline.domain.state import Open, Problem

# What customers want put right, most telling first, and what puts it right.
_TOPICS = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"refund|money back|reimburs", "the refund"),
        (r"charg|bill|debit|fee\b|overpa|invoice|payment|paid", "the correction of the charge"),
        (r"replac|broken|damaged|faulty|cracked|defect", "a replacement or repair"),
        (r"cancel", "the cancellation"),
        (r"flight|rebook|connection|boarding|gate", "a seat that gets the customer there"),
        (r"luggage|suitcase|\bbags?\b|baggage", "the bag found and brought"),
        (r"deliver|parcel|package|order|shipp|courier|arriv|tracking", "the delivery"),
        (r"room|check.?in|reservation|booking|hotel", "the booking put right"),
        (r"log.?in|password|locked|account|access|sign in", "access to the account"),
        (r"card|transfer|statement|fraud|bank", "the account put right"),
        (r"claim|cover|policy|prescription|authoris|authoriz", "a decision on the claim"),
        (r"heat|boiler|power|electric|gas|water|meter|outage", "the supply restored"),
        (r"internet|broadband|wifi|signal|network|phone|line|data", "a working connection"),
        (r"crash|error|bug|sync|app|update|install|export|load", "a fix or a way round the fault"),
    )
)
_UNKNOWN = "an action that resolves the problem"


def missing(found: Open, problem: Problem | None) -> str:
    """What would end an open escalation, in a few words."""
    promised = found.evidence[0] if found.reason == "broken_promise" else None
    return awaited(found.reason, problem, promised)


def awaited(reason: Reason, problem: Problem | None, promised: Evidence | None) -> str:
    """What would end or forestall an escalation of this reason, in a few words."""
    match reason:
        case "unanswered":
            return "a reply to the customer"
        case "broken_promise" if promised is not None:
            return f"what was promised: “{promised.quote}”"
        case "no_authority":
            return f"somebody who may grant {wanted(problem)}"
        case "asked_for_senior":
            return "a handoff to a senior or a person"
        case "vulnerable":
            return "a person who looks after the customer's safety now"
        case "distress":
            return f"a senior who calms and resolves: {wanted(problem)}"
        case _:
            return wanted(problem)


def wanted(problem: Problem | None) -> str:
    """What the customer wants put right: one of a closed list of words."""
    if problem is None:
        return _UNKNOWN
    quote = problem.evidence.quote
    return next((words for topic, words in _TOPICS if topic.search(quote)), _UNKNOWN)
