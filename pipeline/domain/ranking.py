"""How badly an escalation needs somebody, so that who has time for ten sees the right ten.

A logistic curve over what is known of the conversation when the step is made. The weights are set by hand, ordered by
what told poor outcomes from good ones on recorded chats: apology without action together with distress that stays.
"""

from math import exp

from pipeline.domain.escalation import Reason, Severity
from pipeline.domain.state import Draft, Open

_BASE = -2.6
_REASON: dict[Reason, float] = {
    "vulnerable": 2.4,
    "broken_promise": 0.7,
    "asked_for_senior": 0.7,
    "distress": 0.6,
    "no_authority": 0.4,
    "empathy_without_action": 0.3,
    "repeated_script": 0.2,
    "unanswered": 0.0,
}
_SEVERITY: dict[Severity, float] = {"info": 0.0, "warning": 0.2, "critical": 0.6}
_DISTRESS, _RISE = 2.6, 1.0
_APOLOGY_UNACTED = 0.6
_SYMPATHY_AGAIN, _APOLOGY_AGAIN = 0.3, 0.3
_OTHER_OPEN = 0.4
_THREAT = 0.5
_NEVER_THANKED = 0.4
MOST = 3
"""Repetitions that count."""


def score(work: Draft, found: Open) -> float:
    """0-1, the more urgent the higher."""
    problem, gap = work.problem, work.gap
    z = _BASE + _REASON[found.reason] + _SEVERITY[found.severity] + _DISTRESS * work.distress
    if work.levels:
        # What falls again is mending.
        z += _RISE * (work.levels[-1] - work.levels[0])
    if gap is not None:
        z += _APOLOGY_UNACTED + _SYMPATHY_AGAIN * min(gap.replies - 1, MOST)
    z += _APOLOGY_AGAIN * min(work.apologies, MOST)
    z += _OTHER_OPEN * min(sum(e.id != found.id for e in work.escalations), MOST)
    z += _THREAT * (problem is not None and problem.threat is not None)
    z += _NEVER_THANKED * (not work.thanked)
    return 1.0 / (1.0 + exp(-z))
