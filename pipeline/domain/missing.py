"""The action that is missing, in words that a senior can act on."""

import re
from functools import lru_cache

from pipeline.domain.escalation import Evidence, Reason
from pipeline.domain.state import Open, Problem

_SEAT = "a seat that gets the customer there"
_AS_TOLD = "the price or discount as announced"
_ANSWER = "an answer, and by when"

# What customers want put right, most telling first, and what puts it right.
_TOPICS = tuple(
    (re.compile(rf"\b(?:{pattern})", re.IGNORECASE), words)
    for pattern, words in (
        (r"refund|money back|reimburs", "the refund"),
        (
            (
                r"(?:used|cloned) my (?:\w+ )?card\b|(?:payment|purchase|order|transaction)s? (?:that )?i (?:never"
                r"|did ?n.?t|did not) (?:make|made|place)"
            ),
            "the account made safe",
        ),
        (
            (
                r"(?:double|over|mis)?-?charg|bill(?:ed|s|ing)?\b|debit|fees?\b|overpa|invoic"
                r"|twice\b.{0,20}\bpa(?:y|id)|t(?:aken|ook)\b.{0,30}\btwice"
            ),
            "the correction of the charge",
        ),
        (
            (
                r"hack|fraud|(?:stranger|someone|somebody) (?:else )?(?:logged|got) in|scam|unauthori[sz]ed"
                r"|(?:don't|do not|didn't) recogni[sz]e|stolen (?:card|account|details|identity)|(?:card|account"
                r"|identity|details|money) (?:\w+ ){0,3}stolen"
            ),
            "the account made safe",
        ),
        (
            (
                r"rude|shout|swore|hung up on|sworn at|attitude|harass|threw\b(?! up)|assault|yell|scream"
                r"|laugh(?:ed|ing) at|humiliat|insult|mock(?:ed|ing)\b|unprofessional|disrespect|discriminat|racis"
                r"|aggressive|treated (?:me|us|him|her|them|like|my|an?)\b"
            ),
            "an answer to how the customer was treated",
        ),
        (
            (
                r"wrong (?:size|colou?r|item|one|order|product|address|name|date|room|seat)|instead of"
                r"|not what i (?:ordered|booked)|(?:somebody|someone) else's|another (?:customer|person|guest)'s"
                r"|(?:ordered|asked for|bought) (?:\w+ ){1,4}(?:and|but) (?:got|received|they sent|you sent)"
            ),
            "the right one in place of the wrong",
        ),
        (
            (
                r"replac|broken|broke\b|came off\b(?! the (?:plane|belt|flight|train|bus|line))|fell (?:off|apart)"
                r"|flood|damag|fault|crack|defect|smashed|torn|tore\b|ripped|leak|mould|mold|expired|spoil|sour\b"
                r"|rotten|stale\b|burnt|undercooked|no picture|scratched"
            ),
            "a replacement or repair",
        ),
        (
            (
                r"(?:loyalty |reward |bonus |my |the |\d )points\b|air ?miles|miles\b.{0,30}\b(?:missing|credited"
                r"|account)|cash ?back"
            ),
            _AS_TOLD,
        ),
        (
            (
                r"(?:missed|miss|late for) (?:my|our|the|a) connect|(?:flight|train|bus|coach"
                r"|ferry)s?\b.{0,25}\b(?:cancel|delayed|missed|full|overbooked|never came)|(?:cancel\w+|missed"
                r"|delayed) (?:my|our|the) (?:\w+ )?(?:flight|train|bus|coach|ferry)"
            ),
            _SEAT,
        ),
        (
            (
                r"luggage|suitcase|bags?\b(?! of)|baggage|rucksack|backpack|holdall|stroller|pushchair|buggy"
                r"|pram\b"
            ),
            "the bag found and brought",
        ),
        (
            (
                r"left (?:my|our|his|her) (?:\w+ ){1,3}(?:on|in|at) (?:the|your|a) (?:\w+ )?(?:train|plane|bus"
                r"|flight|taxi|cab|tram|ferry|coach|room|shop)|lost property"
            ),
            "what was lost, found",
        ),
        (
            (
                r"flights?\b|rebook|re-book|connection to (?!(?:the |my |your |our )?(?:internet|server|network"
                r"|router|wi|app|site|web))|boarding|gate\b|trains?\b|layover|(?:bus|coach|ferry|tram)\b|(?:my"
                r"|our) seats?\b"
            ),
            _SEAT,
        ),
        (
            (
                r"missing (?:item|part|piece)|(?:item|part|piece)s? (?:is|are|was|were) missing|half (?:of )?(?:my"
                r"|the) order|(?:missing from|not in|wasn't in|weren't in) (?:the|my) (?:box|order|parcel|package"
                r"|delivery|set|kit|packet)"
            ),
            "what is missing, sent",
        ),
        (r"(?:technician|engineer|plumber|electrician|fitter|installer)", "somebody who comes and repairs it"),
        (
            (
                r"log.?in|log(?:ged)?.?(?:on|in|out)|passwords?|passcode|locked out|suspended|sign(?:ed"
                r"|ing)?.?in\b|otp|2fa|pin\b(?!.?code)|(?:verification|security|log-?in|access|one-time|reset"
                r"|two-(?:step|factor)) (?:code|e-?mail|link)"
            ),
            "access to the account",
        ),
        (
            (
                r"(?:not|\w+n't|never) (?:been )?paid (?:me|us)\b|(?:not|\w+n't|never) been paid\b|wages\b|salary"
                r"|payslip|earnings"
            ),
            "the payment put right",
        ),
        (r"(?:voucher|promo|discount|coupon)", _AS_TOLD),
        (r"deliver|parcel|packag|courier|driver|tracking|shipp|dispatch|arriv|turned up|orders?\b", "the delivery"),
        (r"(?:you|they|was|were|been|got|is) (?:\w+ )?cancel", "what was cancelled, put right"),
        (
            (
                r"cancel|unsubscrib|terminat|close my|(?:end|ended|ending|leave|out of) (?:my|our|the"
                r"|this) (?:\w+ )?(?:contract|subscription|membership|plan|agreement)"
                r"|contract\b.{0,25}\bend(?:ed)?\b|(?:keeps?|auto\S*) renew"
            ),
            "the cancellation",
        ),
        (r"rooms?\b|check.?in|reservation|booking|booked|hotel|table for", "the booking put right"),
        (r"appointment|slot\b|surgery|consultation", "an appointment that is kept"),
        (
            (
                r"claims?\b(?! (?:that|to|it|he|she|they|i|we|you|there)\b)|cover(?:ed|age)\b(?! (?:in|at)\b)"
                r"|prescription|medication|insulin|tablets"
                r"|(?<!return )(?<!returns )(?<!cancellation )(?<!privacy )polic(?:y|ies)"
            ),
            "a decision on the claim",
        ),
        (
            (
                r"heat|boiler|power\b(?! (?:bank|adapter|cable|button|cord|lead))|electric|gas\b|water|meter"
                r"|outage|blackout|house is freezing"
            ),
            "the supply restored",
        ),
        (
            (
                r"call(?:s|ed|ing)? (?:me |us )?back|call-?back|(?:promised|waiting for|expecting) (?:me "
                r"|us )?(?:a|the|your) (?:phone )?call"
            ),
            _ANSWER,
        ),
        (
            (
                r"internet|broadband|wi-?fi|signal|network|landline|no service|(?:no|bad|poor|phone|mobile"
                r"|tv) reception|router|modem|sim\b|coverage|calls? (?:keep|drop|cut|fail|quality|don't|won't|are"
                r"|is)|(?:make|receive|making|receiving|dropped|no|my|phone) calls?\b"
            ),
            "a working connection",
        ),
        (r"points\b|gift card|price|advertised", _AS_TOLD),
        (r"payments?\b|paid\b|pay\b|transfer|deposit|balance|card\b|wallet", "the payment put right"),
        (r"accounts?\b|statement|bank\b", "the account put right"),
        (r"(?:no|any|an) (?:updates?|news) (?:on|about|from|for|yet|since)|updated? (?:me|us)\b", _ANSWER),
        (
            (
                r"crash|vanished|disappeared|errors?\b|bug|sync|app\b|update|install|export|load|site\b|website"
                r"|page\b|screen|freez|data\b|files?\b|no sound"
            ),
            "a fix or a way round the fault",
        ),
        (r"(?:never|not|\w+n't|supposed to) (?:come|came|show(?:ed)? up|be here)\b", "the delivery"),
        (
            (
                r"waiting|waited|on hold|(?:come|came|coming|got|get) back to me|no (?:reply|answer|response)"
                r"|ignor|(?:no ?body|no one|never|don't|doesn't|hasn't|haven't|not) (?:\w+ )?(?:answer|repl[iy]"
                r"|respond|g[eo]ts? back|got back)"
            ),
            _ANSWER,
        ),
        (r"(?:stopped|stops|not|\w+n't) work(?:ing)?\b", "a fix or a way round the fault"),
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
