"""Conversations written from the contract: events out of YAML, and what must come of them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, convert

from pipeline.domain.escalation import EscalationStep
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.wire.codec import Decoder

FOLDER = Path(__file__).parent / "conversations"
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LONG_AFTER_MS = 40 * 86_400_000


class Expected(Struct, frozen=True, forbid_unknown_fields=True):
    """One escalation that must come. Windows are in seconds from the start."""

    reason: str
    opened: tuple[float, float]
    ends: str | None = None
    ends_at: tuple[float, float] | None = None


class Scenario(Struct, frozen=True, forbid_unknown_fields=True):
    """One conversation and all that must, and may, be escalated of it."""

    id: str
    industry: str
    about: str
    events: tuple[tuple[float, str, str], ...]
    expect: tuple[Expected, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        return not self.expect


def load(name: str) -> list[Scenario]:
    return convert(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")), list[Scenario])


def lines(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """The events of a scenario as they stand on the input topic."""
    owner = "ag-1"
    for number, (seconds, who, text) in enumerate(scenario.events):
        at = datetime.fromtimestamp(START.timestamp() + seconds, UTC).isoformat()
        event: dict[str, Any] = {"id": f"{scenario.id}-{number}", "conversation_id": scenario.id, "at": at}
        kind, *rest = who.split()
        if kind == "status":
            event |= {"type": "status", "author": {"role": "system"}, "status": rest[0]}
            if len(rest) > 1:
                event["agent_id"] = owner = rest[1]
        elif kind == "action":
            *agent, name, outcome = rest
            author = {"role": "agent", "id": agent[0] if agent else owner}
            event |= {"type": "action", "author": author, "action": name, "outcome": outcome}
        else:
            ids = {"agent": rest[0] if rest else owner, "customer": "cu"}
            event |= {"type": "message", "author": {"role": kind, "id": ids.get(kind, kind)}, "text": text}
        yield event


def steps_of(scenario: Scenario, decoder: Decoder, rules: Rules) -> list[EscalationStep]:
    """What the fold escalates of one scenario, running on until nothing is due."""
    partition = Partition(rules)
    found = []
    for line in lines(scenario):
        found += partition.fold(decoder.event(json.dumps(line).encode()))
    found += partition.advance(partition.clock + LONG_AFTER_MS)
    return [outcome for outcome in found if isinstance(outcome, EscalationStep)]


class Verdict(Struct, frozen=True):
    """A scenario held against what came of it."""

    scenario: Scenario
    steps: Sequence[EscalationStep]
    missed: Sequence[Expected]
    not_ended: Sequence[Expected]
    extra: Sequence[EscalationStep]


def seconds(at: int) -> float:
    return at / 1_000 - START.timestamp()


def judge(scenario: Scenario, steps: Sequence[EscalationStep]) -> Verdict:
    opened = [s for s in steps if s.type == "opened"]
    missed, not_ended, matched = [], [], set()
    for wanted in scenario.expect:
        low, high = wanted.opened
        hit = next((s for s in opened if s.reason == wanted.reason and low <= seconds(s.at) <= high), None)
        if hit is None:
            missed.append(wanted)
            continue
        matched.add(hit.escalation_id)
        if wanted.ends is not None and not _ended(wanted, hit, steps):
            not_ended.append(wanted)
    extra = [
        s for s in opened if s.escalation_id not in matched and s.reason not in scenario.may and not _again(s, scenario)
    ]
    return Verdict(scenario, steps, missed, not_ended, extra)


def _ended(wanted: Expected, hit: EscalationStep, steps: Sequence[EscalationStep]) -> bool:
    low, high = wanted.ends_at or (float("-inf"), float("inf"))
    return any(
        s.escalation_id == hit.escalation_id and s.why == wanted.ends and low <= seconds(s.at) <= high for s in steps
    )


def _again(step: EscalationStep, scenario: Scenario) -> bool:
    """A second escalation for a reason that the scenario wants anyway is no false alarm."""
    return any(w.reason == step.reason for w in scenario.expect)
