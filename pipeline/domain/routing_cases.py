"""What an escalation's steps do to the case of its conversation."""

from msgspec.structs import replace

from pipeline.domain.escalation import ENDS, EscalationStep
from pipeline.domain.floor import SEVERITIES, Case, Open
from pipeline.domain.routing_draft import Draft


def escalated(draft: Draft, step: EscalationStep) -> None:
    """Fold one step."""
    case = draft.cases.get(step.conversation_id)
    if step.type in ENDS:
        if case is not None and case.phase != "ended" and step.escalation_id in case.open:
            _over(draft, case, step.escalation_id)
    elif step.type in {"opened", "raised"}:
        if case is None or (case.phase == "ended" and step.escalation_id not in case.past):
            _opened(draft, step)
        elif case.phase != "ended":
            _more(draft, case, step)


def _over(draft: Draft, case: Case, escalation_id: str) -> None:
    rest = {name: one for name, one in case.open.items() if name != escalation_id}
    past = (*case.past, escalation_id)
    if rest:
        draft.keep(_gravest_told(replace(case, open=rest, past=past)))
    elif case.phase == "done":
        draft.close(draft.put(case, open=rest, past=past))
    else:
        draft.end(draft.put(case, past=past), "ended")


def _opened(draft: Draft, step: EscalationStep) -> None:
    before = draft.cases.get(step.conversation_id)
    case = Case(
        conversation_id=step.conversation_id,
        phase="waiting",
        opened_by=step.escalation_id,
        opened_at=draft.now,
        since=draft.now,
    )
    if before is not None:
        case = replace(
            case, past=before.past, language=before.language, skill=before.skill, refund=before.refund,
            needed_at=before.needed_at,
        )  # fmt: skip
    case = _told(case, step)
    case = replace(case, phase="team") if case.agent is None else replace(case, level=_level(draft, case))
    draft.keep(case)
    if case.phase == "team":
        draft.say("assigned", case, "unassigned_chat")


def _level(draft: Draft, case: Case) -> int:
    """With whom it begins: where a senior has the chat and does not act, one level up."""
    return int(case.agent in draft.seniors)


def _more(draft: Draft, case: Case, step: EscalationStep) -> None:
    """One more reason, or a known one grown worse."""
    if step.type == "opened" and (step.escalation_id in case.open or step.escalation_id in case.past):
        return  # written twice
    told = _told(case, step)
    if step.type == "raised" and told.agent == case.owner:
        told = replace(told, agent=case.agent)  # the owner has only just taken the chat over
    if step.type == "opened":
        told = replace(told, renewed_at=draft.now)
    if case.phase == "done":
        told = _anew(draft, told)
    elif case.phase == "team" and told.agent is not None:
        told = replace(told, phase="waiting", since=draft.now)
    draft.keep(told)
    if told.owner is not None and told.owner == told.agent:
        # The owner has the chat now, and it is escalated anew: one level up, to somebody else.
        draft.put(draft.back(told, "not_acted"), level=1)


def _anew(draft: Draft, case: Case) -> Case:
    """What was done and is needed again: nothing of its former need counts, neither its age nor how it was met."""
    now = draft.now
    return replace(
        case, phase="waiting", opened_at=now, renewed_at=now, since=now, level=_level(draft, case), tried=(),
        overdue=False, late=False, acknowledged_at=None,
    )  # fmt: skip


def _told(case: Case, step: EscalationStep) -> Case:
    said = step.evidence if step.reason != "vulnerable" else ()
    before = case.open.get(step.escalation_id, Open(step.reason, step.severity))
    quote = said[-1].quote if said else before.quote
    now = Open(step.reason, step.severity, missing=step.missing or before.missing, quote=quote)
    rest = {name: one for name, one in case.open.items() if name != step.escalation_id}
    case = replace(
        case,
        open={**rest, step.escalation_id: now},
        agent=step.agent or case.agent,
        team=step.team or case.team,
        queue=step.queue or case.queue,
        partition=case.partition if step.partition is None else step.partition,
    )
    return _gravest_told(case)


def _gravest_told(case: Case) -> Case:
    # What is missing for an escalation that has ended is wrong; and of somebody in danger, nothing for people to read.
    known = [one for one in reversed(case.open.values()) if one.missing or one.quote]
    gravest = max(known, key=lambda one: SEVERITIES.index(one.severity), default=None)
    if gravest is None:
        return replace(case, missing=None, quote=None)
    return replace(case, missing=gravest.missing, quote=gravest.quote)
