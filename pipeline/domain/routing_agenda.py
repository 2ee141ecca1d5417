"""When the phases of cases run out, the next first."""

import heapq
from collections.abc import Iterable, Mapping

from pipeline.domain.floor import Case
from pipeline.domain.rules import Rules, milliseconds

SLACK = 1_000
"""Outdated entries that are let be."""


class Agenda:
    """Deadlines of cases. A case that changes is noted anew; what no longer holds is passed over in its turn."""

    def __init__(self, cases: Iterable[Case], rules: Rules) -> None:
        self._rules = rules
        self._heap = _heap(cases, rules)
        self._given_up: dict[str, Case] = {}

    def renew(self, cases: Iterable[Case]) -> None:
        """Other cases than before, or some that are taken back."""
        self._heap = _heap(cases, self._rules)

    def note(self, case: Case) -> None:
        """A case is new, or has changed."""
        if (at := deadline(case, self._rules)) is not None:
            heapq.heappush(self._heap, (at, case.conversation_id))

    def first(self, cases: Mapping[str, Case]) -> tuple[int, str] | None:
        """The next deadline (ms) and whose it is; by name where two are at once."""
        if len(self._heap) > 2 * len(cases) + SLACK:
            self._heap = _heap(cases.values(), self._rules)
        heap = self._heap
        while heap:
            at, name = heap[0]
            case = cases.get(name)
            if case is not None and case is not self._given_up.get(name) and deadline(case, self._rules) == at:
                return at, name
            heapq.heappop(heap)
        return None

    def give_up(self, case: Case) -> None:
        """Pass a case over as it stands: what is due cannot be settled. Once it changes its time runs again.

        This is not kept: whoever folds the same log comes to it anew.
        """
        self._given_up[case.conversation_id] = case

    def given_up(self, cases: Mapping[str, Case]) -> int:
        """How many are passed over so."""
        return sum(cases.get(name) is case for name, case in self._given_up.items())


def _heap(cases: Iterable[Case], rules: Rules) -> list[tuple[int, str]]:
    heap = [(at, case.conversation_id) for case in cases if (at := deadline(case, rules)) is not None]
    heapq.heapify(heap)
    return heap


def deadline(case: Case, rules: Rules) -> int | None:
    """When a case's phase runs out (ms)."""
    if case.phase == "ended":
        marked = case.since + milliseconds(rules.case_marker_kept)
        return marked if case.needed_at is None else max(marked, case.needed_at + milliseconds(rules.case_longest))
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
    longest = expiry(case, rules)
    return longest if wait is None else min(case.since + milliseconds(wait), longest)


def expiry(case: Case, rules: Rules) -> int:
    """When nobody is asked for it any more (ms), whatever became of it."""
    return (case.opened_at if case.renewed_at is None else case.renewed_at) + milliseconds(rules.case_longest)
