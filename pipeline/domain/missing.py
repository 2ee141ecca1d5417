"""The action that is missing, in words that a senior can act on."""

import re
from functools import lru_cache

from pipeline.domain.escalation import Evidence, Reason
from pipeline.domain.state import Open, Problem

# What customers want put right, most telling first, and what puts it right.
_TOPICS = tuple(
    (re.compile(rf"\b(?:{pattern})", re.IGNORECASE), words)
    for pattern, words in (
        (r"refund|money back|reimburs", "the refund"),
        (
            r"(?:double|over|mis)?-?charg|bill(?:ed|s|ing)?\b|debit|fees?\b|overpa|invoic|twice\b.{0,20}\bpa(?:y|id)|t(?:aken|ook)\b.{0,30}\btwice",
            "the correction of the charge",
        ),
        (r"hack|fraud|stolen|scam|unauthori[sz]ed|(?:don't|do not|didn't) recogni[sz]e", "the account made safe"),
        (r"rude|shout|swore|attitude|harass|threw\b|assault", "an answer to how the customer was treated"),
        (
            (
                r"wrong (?:size|colou?r|item|one|order|product|address|name|date|room|seat)|instead of"
                r"|not what i (?:ordered|booked)"
            ),
            "the right one in place of the wrong",
        ),
        (
            r"replac|broken|broke\b|damag|fault|crack|defect|smashed|torn|leak|mould|mold|expired|spoil",
            "a replacement or repair",
        ),
        (
            r"flights?\b|rebook|re-book|connection to\b|boarding|gate\b|trains?\b|layover",
            "a seat that gets the customer there",
        ),
        (r"luggage|suitcase|bags?\b|baggage", "the bag found and brought"),
        (
            (
                r"missing (?:item|part|piece)|(?:item|part|piece)s? (?:is|are|was|were) missing"
                r"|half (?:of )?(?:my|the) order"
            ),
            "what is missing, sent",
        ),
        (r"(?:technician|engineer|plumber|electrician|fitter|installer)", "somebody who comes and repairs it"),
        (r"deliver|parcel|packag|courier|driver|tracking|shipp|dispatch|arriv|turned up|orders?\b", "the delivery"),
        (
            (
                r"log.?in|log(?:ged)?.?(?:on|in|out)|passwords?|locked out|suspended|sign(?:ed)?.?in"
                r"|verification code|otp|2fa"
            ),
            "access to the account",
        ),
        (r"(?:you|they|was|were|been|got|is) (?:\w+ )?cancel", "what was cancelled, put right"),
        (r"cancel|unsubscrib|terminat|close my", "the cancellation"),
        (r"rooms?\b|check.?in|reservation|booking|booked|hotel|table for", "the booking put right"),
        (r"appointment|slot\b|surgery|consultation", "an appointment that is kept"),
        (
            r"claims?\b|cover(?:ed|age)\b|polic(?:y|ies)|prescription|medication|insulin|tablets",
            "a decision on the claim",
        ),
        (r"heat|boiler|power\b|electric|gas\b|water|meter|outage|blackout", "the supply restored"),
        (
            r"internet|broadband|wi-?fi|signal|network|landline|no service|reception|router|modem|sim\b|calls?\b",
            "a working connection",
        ),
        (r"voucher|promo|discount|coupon|points\b|gift card|price", "the price or discount as announced"),
        (r"payments?\b|paid\b|pay\b|transfer|salary|deposit|balance|card\b|wallet", "the payment put right"),
        (r"accounts?\b|statement|bank\b", "the account put right"),
        (
            r"crash|errors?\b|bug|sync|app\b|update|install|export|load|site\b|website|page\b|screen|freez|data\b|files?\b",
            "a fix or a way round the fault",
        ),
        (r"waiting|waited|on hold|no (?:reply|answer|response)|ignor", "an answer, and by when"),
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
            return f"somebody with the authority for {wanted(problem)}"
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
    return _UNKNOWN if problem is None else _topic(problem.evidence.quote)


# A conversation is asked again at each of its messages.
@lru_cache(maxsize=1 << 13)
def _topic(quote: str) -> str:
    return next((words for topic, words in _TOPICS if topic.search(quote)), _UNKNOWN)
