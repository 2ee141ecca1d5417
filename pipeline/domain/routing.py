"""The second fold: from an escalation to a senior who acts.

``step(floor, event, rules)`` and ``due(floor, now, rules)`` as in the first: no clock, no I/O, the same log gives
the same decisions. What was due before an event's time is settled before the event is folded.
"""

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock
from pipeline.domain.floor import Answer, Case, Decision, Floor, Need, Presence, RoutingEvent, SeniorProfile
from pipeline.domain.routing_answers import answered
from pipeline.domain.routing_cases import escalated
from pipeline.domain.routing_draft import Draft
from pipeline.domain.rules import Rules, milliseconds


def step(floor: Floor, event: RoutingEvent, rules: Rules) -> tuple[Floor, list[Decision]]:
    """Fold one event."""
    floor, before = due(floor, event.at - 1, rules)
    if isinstance(event, Clock):
        return floor, before
    draft = Draft(floor, max(floor.at, event.at), rules)
    match event:
        case EscalationStep():
            escalated(draft, event)
        case SeniorProfile():
            draft.seniors[event.senior_id] = event
            _give_back(draft, event.senior_id)
        case Presence():
            _came_or_left(draft, event)
        case Need():
            _needs(draft, event)
        case Answer():
            answered(draft, event)
    return draft.finished(before)


def due(floor: Floor, now: int, rules: Rules) -> tuple[Floor, list[Decision]]:
    """Settle every deadline up to ``now`` (ms), in the order of their times."""
    out: list[Decision] = []
    while (first := earliest(floor, rules)) is not None and first[0] <= now:
        at, name = first
        draft = Draft(floor, max(floor.at, at), rules)
        _expired(draft, draft.cases[name])
        floor, out = draft.finished(out)
    return floor, out


def next_due(floor: Floor, rules: Rules) -> int | None:
    """When something is due next (ms), or ``None``."""
    first = earliest(floor, rules)
    return None if first is None else first[0]


def earliest(floor: Floor, rules: Rules) -> tuple[int, str] | None:
    """The next deadline and whose it is."""
    return min(
        ((at, name) for name, case in floor.cases.items() if (at := deadline(case, rules)) is not None), default=None
    )


def deadline(case: Case, rules: Rules) -> int | None:
    """When a case's phase runs out (ms)."""
    if case.phase == "ended":
        return case.since + milliseconds(rules.case_marker_kept)
    wait: float | None
    match case.phase:
        case "team":
            wait = rules.team_wait
        case "waiting" if not case.overdue:
            wait = rules.queue_wait_critical if case.severity > 1 else rules.queue_wait
        case "waiting":
            wait = rules.retry_wait if case.tried or case.level else None
        case "assigned":
            wait = rules.acknowledge_wait_critical if case.severity > 1 else rules.acknowledge_wait
        case "acknowledged":
            wait = rules.act_wait
        case _:
            wait = None
    longest = case.opened_at + milliseconds(rules.case_longest)
    return longest if wait is None else min(case.since + milliseconds(wait), longest)


def _expired(draft: Draft, case: Case) -> None:
    if case.phase == "ended":
        del draft.cases[case.conversation_id]
    elif draft.now >= case.opened_at + milliseconds(draft.rules.case_longest):
        draft.end(case, "expired")
    elif case.phase == "team":
        draft.put(case, phase="waiting", since=draft.now)
    elif case.phase == "waiting" and not case.overdue:
        case = draft.put(case, overdue=True, late=True, since=draft.now)
        if (case.team or "") not in draft.groups or case.severity > 1:  # a group has told the team once for all
            draft.say("overdue", case, "queue")
    elif case.phase == "waiting":
        draft.put(case, tried=(), level=0, since=draft.now)  # a new round: everybody may be asked again
    else:
        draft.unheeded(case, "not_acknowledged" if case.phase == "assigned" else "not_acted")


def _came_or_left(draft: Draft, event: Presence) -> None:
    if (senior := draft.seniors.get(event.senior_id)) is not None:
        draft.change(senior, present=event.present)
        _give_back(draft, event.senior_id)


def _give_back(draft: Draft, senior_id: str) -> None:
    """Put back what a senior cannot keep: all when they left, the latest where they have room for fewer."""
    senior = draft.seniors[senior_id]
    held = sorted(
        (case for case in draft.cases.values() if case.owner == senior_id),
        key=lambda case: (case.since, case.opened_at),
    )
    for case in held[senior.capacity if senior.present else 0 :]:
        draft.back(case, "left")


def _needs(draft: Draft, event: Need) -> None:
    if (case := draft.cases.get(event.conversation_id)) is not None:
        draft.put(case, language=event.language, skill=event.skill, refund=event.refund)
