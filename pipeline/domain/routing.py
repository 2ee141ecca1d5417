"""The second fold: from an escalation to a senior who acts.

``step(floor, event, rules)`` and ``due(floor, now, rules)`` as in the first: no clock, no I/O, the same log gives
the same decisions. What was due before an event's time is settled before the event is folded.
"""

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.events import Clock
from pipeline.domain.floor import Answer, Case, Decision, Floor, Need, Presence, RoutingEvent, SeniorProfile
from pipeline.domain.routing_agenda import Agenda, expiry
from pipeline.domain.routing_answers import answered
from pipeline.domain.routing_cases import escalated
from pipeline.domain.routing_draft import Draft
from pipeline.domain.routing_needs import needed
from pipeline.domain.rules import Rules


def step(floor: Floor, event: RoutingEvent, rules: Rules) -> tuple[Floor, list[Decision]]:
    """Fold one event."""
    draft = drafted(floor, rules)
    said = take(draft, event)
    return draft.floor(), said


def due(floor: Floor, now: int, rules: Rules) -> tuple[Floor, list[Decision]]:
    """Settle every deadline up to ``now`` (ms), in the order of their times."""
    draft = drafted(floor, rules)
    said = pass_time(draft, now)
    return draft.floor(), said


def drafted(floor: Floor, rules: Rules) -> Draft:
    """A draft of a floor, for whoever folds again and again."""
    return Draft(floor, floor.at, rules, Agenda(floor.cases.values(), rules))


def take(draft: Draft, event: RoutingEvent) -> list[Decision]:
    """:func:`step` on a draft, which is changed."""
    before = pass_time(draft, event.at - 1)
    if isinstance(event, Clock):
        return before
    draft.said, draft.now = [], max(draft.now, event.at)
    match event:
        case EscalationStep():
            escalated(draft, event)
        case SeniorProfile():
            draft.know(event)
            _give_back(draft, event.senior_id)
        case Presence():
            _came_or_left(draft, event)
        case Need():
            needed(draft, event)
        case Answer():
            answered(draft, event)
    draft.settle()
    return before + draft.said


def pass_time(draft: Draft, now: int) -> list[Decision]:
    """:func:`due` on a draft, which is changed.

    A deadline that raises changes nothing, and is not tried again before its case changes.
    """
    out: list[Decision] = []
    while (first := draft.first()) is not None and first[0] <= now:
        at, name = first
        place = draft.place()
        draft.said, draft.now = [], max(draft.now, at)
        try:
            _expired(draft, draft.cases[name])
            draft.settle()
        except Exception:  # noqa: BLE001  one conversation must not stop the others
            draft.back_to(place)
            draft.agenda.give_up(draft.cases[name])
        else:
            out += draft.said
    return out


def _expired(draft: Draft, case: Case) -> None:
    if case.phase == "ended":
        draft.forget(case)
    elif draft.now >= expiry(case, draft.rules):
        if case.phase == "done":
            draft.close(case)  # that its senior is free was said
        else:
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
    room = senior.capacity if senior.present else 0
    if draft.loads[senior_id] <= room:
        return
    held = sorted(
        (case for case in draft.cases.values() if case.owner == senior_id),
        key=lambda case: (case.since, case.opened_at, case.conversation_id),
    )
    for case in held[room:]:
        draft.back(case, "left")
