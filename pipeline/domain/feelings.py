"""The customer's distress over the conversation, and when it alone calls for a senior."""

from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.rules import Rules
from pipeline.domain.state import Draft

_KEPT = 3


def feel(work: Draft, distress: float, rules: Rules) -> None:
    """Smooth one message's distress into the conversation's.

    A weighted mean of all customer messages, the weight halved every ``distress_half_life``
    messages; so the first messages count in full instead of against an invented calm.
    """
    fade = 0.5 ** (1.0 / rules.distress_half_life)
    mass = work.mass * fade + 1.0
    level = distress if not work.levels else work.levels[-1]
    level += (distress - level) / mass
    work.mass = mass
    work.levels = (*work.levels, level)[-_KEPT:]
    high = level >= rules.distress_high
    work.highs = work.highs + 1 if high else 0


def judge(steps: Steps, shown: Evidence) -> None:
    """Open or withdraw ``distress``, and raise what is open where it has become severe."""
    work, rules = steps.work, steps.rules
    if work.distress < rules.distress_calm:
        work.distress_spent = False
        steps.withdraw(shown.at, "calmed", "distress")
    elif not work.distress_spent and (work.highs >= rules.distress_messages or _jumped(work.levels, rules)):
        work.distress_spent = True
        steps.open("distress", shown.at, (shown,))
    steps.raise_severity(shown.at, shown)


def _jumped(levels: tuple[float, ...], rules: Rules) -> bool:
    now = levels[-1]
    earlier = levels[:-1]
    return now >= rules.distress_high and bool(earlier) and now - min(earlier) >= rules.distress_jump
