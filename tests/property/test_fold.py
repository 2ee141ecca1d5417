"""What holds for the fold whatever happens: any events, any order, any cuts."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.conversation import Conversation
from pipeline.domain.cues import Cue, Deadline, PromiseKind, PromiseMade, Reading
from pipeline.domain.escalation import EscalationStep, FoldOutcome
from pipeline.domain.events import (
    Action,
    ConversationEvent,
    Erase,
    Feedback,
    Message,
    Outcome,
    Role,
    Status,
    StatusChange,
    Verdict,
)
from pipeline.domain.partition import Codec, Partition, Stored
from pipeline.domain.rules import Rules
from pipeline.wire.codec import decode_state, encode_outcome, encode_state
from tests.chat import FOREVER, ZERO, Common

RULES = Rules()
ROLES: tuple[Role, ...] = ("customer", "customer", "agent", "agent", "agent", "bot", "supervisor")
OUTCOMES: tuple[Outcome, ...] = ("succeeded", "failed", "started")
STATUSES: tuple[Status, ...] = ("opened", "assigned", "transferred", "closed", "reopened")
VERDICTS: tuple[Verdict, ...] = ("acknowledged", "resolved", "false_alarm")
KINDS: tuple[PromiseKind, ...] = ("action", "answer", "check")
CUSTOMER = (
    "asks.question", "problem.failure", "denial", "confirm.solved", "objection", "talk.filler", "threat.legal",
    "senior.asked", "vulnerable.medical",
)  # fmt: skip
AGENT = (
    "empathy.apology", "empathy.understanding", "courtesy", "action.done", "action.solution", "refusal.final",
    "authority.none", "handoff.words", "request.question",
)  # fmt: skip

cues = {
    role: st.lists(st.sampled_from(names), max_size=3, unique=True).map(
        lambda found: tuple(Cue(name, f"“{name}”", 0, 1) for name in found)
    )
    for role, names in (("customer", CUSTOMER), ("agent", AGENT))
}
deadlines = st.one_of(
    st.builds(Deadline, st.just("seconds"), st.sampled_from((180, 300, 600, 86_400, 10**9))),
    st.builds(Deadline, st.just("day_end"), st.integers(0, 3)),
    st.builds(Deadline, st.just("weekday"), st.integers(0, 20), clock=st.sampled_from((None, 540, 1_440))),
    st.builds(Deadline, st.just("weekday_week"), st.integers(0, 6)),
    st.builds(Deadline, st.just("month_end"), st.integers(0, 2)),
    st.builds(
        Deadline,
        st.sampled_from(("date", "short_date")),
        st.integers(0, 9_999),
        instead=st.just(Deadline("seconds", 600)),
    ),
    st.builds(Deadline, st.just("business_days"), st.integers(0, 12)),
    st.builds(Deadline, st.just("clock_time"), st.integers(0, 1_440)),
)


@st.composite
def readings(draw: st.DrawFn, role: str) -> Reading:
    if role not in cues:
        return Reading()
    found = draw(cues[role])
    promises: tuple[PromiseMade, ...] = ()
    if role == "agent" and draw(st.booleans()):
        kind = draw(st.sampled_from(KINDS))
        found = (*found, Cue(f"promise.{kind}", "soon", 0, 1))
        promises = (PromiseMade(kind, draw(deadlines), len(found) - 1),)
    return Reading(
        cues=found,
        opening=draw(st.sampled_from(("", "words"))),
        distress=draw(st.sampled_from((0.0, 0.2, 0.4, 0.65, 0.9, 1.0))),
        promises=promises,
        requests=draw(st.sampled_from(((), (), (1,), (2,), (1, 2)))),
        sketch=draw(st.sampled_from(((), (1, 2, 3), (1, 2, 4), (7, 8, 9)))),
        substance=draw(st.booleans()),
        supported=draw(st.sampled_from((True, True, True, False))),
    )


@st.composite
def events(draw: st.DrawFn, at: int, number: int) -> ConversationEvent:
    name = draw(st.sampled_from(("c-1", "c-2", "c-3")))
    replayed = draw(st.sampled_from((False, False, False, False, True)))
    common = Common(id=f"e-{number}", conversation_id=name, at=at, replayed=replayed)
    role = draw(st.sampled_from(ROLES))
    kind = draw(st.sampled_from(("message",) * 8 + ("action", "status", "status", "feedback", "erase")))
    author = draw(st.sampled_from(("", "ag-1", "ag-2")))
    if kind == "message":
        reading, internal = draw(readings(role)), draw(st.sampled_from((False, False, False, True)))
        return Message(**common, role=role, author_id=author, reading=reading, internal=internal)
    if kind == "action":
        outcome = draw(st.sampled_from(OUTCOMES))
        action = draw(st.sampled_from(("refund", "verify_identity")))
        return Action(**common, role="agent", action=action, words=action, outcome=outcome)
    if kind == "status":
        status = draw(st.sampled_from(STATUSES))
        return StatusChange(**common, role="system", status=status, agent_id=author)
    if kind == "feedback":
        verdict = draw(st.sampled_from(VERDICTS))
        return Feedback(**common, role="supervisor", escalation_id="none", verdict=verdict)
    return Erase(**common, role="system")


@st.composite
def logs(draw: st.DrawFn, lateness_ms: int = 0) -> list[ConversationEvent]:
    """Events in the order of the log; each at most ``lateness_ms`` later than its place."""
    gaps = draw(st.lists(st.sampled_from((0, 500, 20_000, 61_000, 130_000, 400_000, 10**8)), min_size=1, max_size=25))
    at, log = ZERO, []
    for number, gap in enumerate(gaps):
        at += gap
        late = draw(st.integers(0, lateness_ms)) if lateness_ms else 0
        log.append(draw(events(at - late, number)))
    return log


def run(log: Sequence[ConversationEvent], cuts: frozenset[int] = frozenset()) -> tuple[list[FoldOutcome], Partition]:
    partition = Partition(RULES)
    outcomes: list[FoldOutcome] = []
    for number, event in enumerate(log):
        if number in cuts:
            partition.commit()
        outcomes += partition.fold(event)
    outcomes += partition.advance(FOREVER)
    partition.commit()
    return outcomes, partition


def of(name: str, outcomes: Sequence[FoldOutcome]) -> list[FoldOutcome]:
    return [outcome for outcome in outcomes if outcome.conversation_id == name]


def as_bytes(outcomes: Sequence[FoldOutcome]) -> list[tuple[bytes | None, bytes | None]]:
    return [(record.key, record.value) for record in map(encode_outcome, outcomes)]


@given(logs(lateness_ms=600_000))
def test_every_sequence_of_valid_events_is_folded_and_nothing_is_quarantined(log: list[ConversationEvent]) -> None:
    assert not run(log)[1].quarantined


@given(logs(lateness_ms=600_000))
def test_no_state_is_left_when_all_has_ended(log: list[ConversationEvent]) -> None:
    assert len(run(log)[1]) == 0


@given(logs(lateness_ms=2_000))
def test_a_conversation_comes_out_the_same_alone_and_among_others(log: list[ConversationEvent]) -> None:
    together, _ = run(log)
    for name in ("c-1", "c-2", "c-3"):
        alone, _ = run([event for event in log if event.conversation_id == name])
        assert of(name, together) == alone


@given(logs(lateness_ms=600_000), st.frozensets(st.integers(0, 25)))
def test_batches_cut_anywhere_give_the_same_bytes(log: list[ConversationEvent], cuts: frozenset[int]) -> None:
    assert as_bytes(run(log, cuts)[0]) == as_bytes(run(log)[0])


@given(logs(lateness_ms=600_000), st.integers(0, 25), st.integers(1, 25))
def test_a_batch_that_is_aborted_and_folded_again_gives_the_same_bytes(
    log: list[ConversationEvent], start: int, length: int
) -> None:
    partition, outcomes = Partition(RULES), []
    for event in log[:start]:
        outcomes += partition.fold(event)
    partition.commit()
    for event in log[start : start + length]:
        partition.fold(event)
    partition.abort()
    for event in log[start:]:
        outcomes += partition.fold(event)
    outcomes += partition.advance(FOREVER)
    assert as_bytes(outcomes) == as_bytes(run(log)[0])


@given(logs(lateness_ms=600_000), st.integers(0, 25))
def test_a_restart_from_the_stored_states_gives_the_same_bytes(log: list[ConversationEvent], cut: int) -> None:
    before = Partition(RULES)
    outcomes = [outcome for event in log[:cut] for outcome in before.fold(event)]
    before.commit()
    stored = [Stored(name, encode_state(state), before.due_of(name)) for name, state in before.states()]
    after = Partition.restored(RULES, before.clock, stored, Codec(encode_state, decode_state))
    for event in log[cut:]:
        outcomes += after.fold(event)
        after.commit()  # what was changed rests as bytes, too
    outcomes += after.advance(FOREVER)
    assert as_bytes(outcomes) == as_bytes(run(log)[0])


@given(logs(lateness_ms=600_000), st.integers(0, 25))
def test_what_is_kept_is_what_stands_whenever_it_was_asked_for(log: list[ConversationEvent], asked: int) -> None:
    partition = Partition.restored(RULES, 0, (), Codec(encode_state, decode_state))
    for number, event in enumerate(log):
        partition.fold(event)
        if number == asked:
            partition.kept()
    states = {name: partition.state(name) for name in partition.kept()}
    assert partition.kept() == {name: state and encode_state(state) for name, state in states.items()}


@given(logs(lateness_ms=600_000), st.data())
def test_events_delivered_again_change_nothing(log: list[ConversationEvent], data: st.DataObject) -> None:
    again = data.draw(st.integers(0, len(log) - 1))
    doubled = [*log[: again + 1], log[again], *log[again + 1 :]]
    assert run(doubled)[0] == run(log)[0]


@given(logs(lateness_ms=600_000))
def test_an_id_opens_once_and_ends_once_and_speaks_only_between(log: list[ConversationEvent]) -> None:
    alive: set[str] = set()
    ever: set[str] = set()
    for step in (o for o in run(log)[0] if isinstance(o, EscalationStep)):
        if step.type == "opened":
            assert step.escalation_id not in ever
            ever.add(step.escalation_id)
            alive.add(step.escalation_id)
        else:
            assert step.escalation_id in alive
        if step.type in {"withdrawn", "closed"}:
            assert step.why is not None
            alive.remove(step.escalation_id)
    assert not alive


@given(logs(lateness_ms=600_000))
@settings(max_examples=50)
def test_one_escalation_a_reason_is_open_at_a_time(log: list[ConversationEvent]) -> None:
    partition = Partition(RULES)
    for event in log:
        partition.fold(event)
        state = partition.state(event.conversation_id)
        assert isinstance(state, Conversation)
        reasons = [found.reason for found in state.escalations]
        assert len(reasons) == len(set(reasons))
