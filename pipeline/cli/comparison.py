"""Two sets of rules on the same recorded chats, for ``makegood replay --compare``."""

from collections.abc import Iterable, Iterator

import msgspec

from pipeline.cli.judging import Replay
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import Clock, Event, Feedback, Verdict
from pipeline.domain.rules import Rules
from pipeline.learning.comparing import Alarms, Difference, alarms, differences
from pipeline.wire.times import to_iso

SHOWN = 20
"""Chats to read that a table lists; all stand in the JSON lines."""


class Comparison:
    """The file read once and folded twice. ``rejected`` counts what was left out on the way, by either."""

    def __init__(self, file: str, now: Rules, then: Rules) -> None:
        runs = Replay(now), Replay(then)
        opened: tuple[list[EscalationStep], list[EscalationStep]] = ([], [])
        chats: set[str] = set()
        verdicts: dict[str, Verdict] = {}
        for event in runs[0].events(file):
            _note(event, chats, verdicts)
            for run, steps in zip(runs, opened, strict=True):
                steps.extend(_opened(run.fold(event)))
                run.partition.commit()
        for run, steps in zip(runs, opened, strict=True):
            steps.extend(_opened(run.run_on()))
        self.rejected = sum(run.rejected for run in runs)
        self.chats = len(chats)
        self.versions = now.version, then.version
        self.now, self.then = (alarms(steps, verdicts) for steps in opened)
        self.differences = differences(*opened)

    def table(self) -> Iterator[str]:
        """What would change, for people."""
        now, then = self.now, self.then
        kinds = {
            change: [d for d in self.differences if d.change == change] for change in ("added", "dropped", "moved")
        }
        yield f"{self.chats} chats; rules {self.versions[0]} → {self.versions[1]}"
        yield f"{'reason':24}{'now':>8}{'then':>8}{'added':>8}{'dropped':>9}{'moved':>8}"
        for reason in sorted({*now.opened, *then.opened}):
            counts = [sum(d.reason == reason for d in some) for some in kinds.values()]
            yield f"{reason:24}{now.opened[reason]:8}{then.opened[reason]:8}{counts[0]:8}{counts[1]:9}{counts[2]:8}"
        for name, told in (("now", now), ("then", then)):
            yield f"{name}: {self._rates(told)}"
        if self.differences:
            yield "the chats to read, the most urgent first:"
        yield from (_row(d) for d in self.differences[:SHOWN])
        if len(self.differences) > SHOWN:
            yield f"… and {len(self.differences) - SHOWN} more: --format jsonl"

    def json_lines(self) -> Iterator[str]:
        """Every difference, for programs."""
        for found in self.differences:
            fields = msgspec.to_builtins(found)
            yield msgspec.json.encode(fields | {k: to_iso(fields[k]) for k in ("at", "was") if k in fields}).decode()

    def _rates(self, told: Alarms) -> str:
        per = 100 / max(1, self.chats)
        rate = f"{told.opened.total() * per:.1f} escalations per 100 chats"
        if not told.judged:
            return f"{rate}; no verdicts in the file"
        return f"{rate}, {told.false * per:.1f} of them false alarms by {told.judged} verdicts"


def _note(event: Event, chats: set[str], verdicts: dict[str, Verdict]) -> None:
    if isinstance(event, Clock):
        return
    chats.add(event.conversation_id)
    if isinstance(event, Feedback) and event.verdict != "acknowledged":
        verdicts[event.escalation_id] = event.verdict


def _opened(outcomes: Iterable[FoldOutcome]) -> Iterator[EscalationStep]:
    yield from (step for step in outcomes if isinstance(step, EscalationStep) and step.type == "opened")


def _row(found: Difference) -> str:
    times = " → ".join(to_iso(at) for at in (found.was, found.at) if at is not None)
    return f"  {found.change:8} {found.reason:24} {found.conversation_id:24} {times}  score {found.score}"
