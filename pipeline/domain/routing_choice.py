"""Who can take a conversation, and who takes it."""

from collections.abc import Iterable, Mapping

from pipeline.domain.floor import Case, SeniorProfile


def able(senior: SeniorProfile, case: Case) -> bool:
    """Whether a senior may take a case by who they are: team, skills, language, authority, not the agent concerned."""
    if senior.senior_id == case.agent:
        return False
    if case.level and not senior.supervisor:
        return False
    if senior.teams and case.team is not None and case.team not in senior.teams:
        return False
    wanted = {skill for skill in (case.queue, case.skill) if skill is not None}
    if senior.skills and not wanted <= set(senior.skills):
        return False
    if case.language is not None and case.language not in senior.languages:
        return False
    if "no_authority" in case.reasons and not senior.may_approve:
        return False
    return case.refund is None or case.refund <= senior.refund_limit


def free(senior: SeniorProfile, load: Mapping[str, int]) -> bool:
    """Whether a senior is there and has room. ``load``: conversations by senior."""
    return senior.present and load.get(senior.senior_id, 0) < senior.capacity


def chosen(seniors: Iterable[SeniorProfile], case: Case, load: Mapping[str, int]) -> SeniorProfile | None:
    """The least loaded of those who can, seniors before supervisors; by name where all else is equal."""
    fit = [one for one in seniors if free(one, load) and one.senior_id not in case.tried and able(one, case)]
    return min(fit, key=lambda one: _rank(one, load), default=None)


def _rank(senior: SeniorProfile, load: Mapping[str, int]) -> tuple[bool, float, str]:
    return senior.supervisor, load.get(senior.senior_id, 0) / senior.capacity, senior.senior_id


def first_served(case: Case) -> tuple[int, int, str]:
    """The order of the queue: severity, then age."""
    return -case.severity, case.opened_at, case.conversation_id
