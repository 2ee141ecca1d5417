"""A conversation told: masked, its cues marked, what each event did."""

import json

from msgspec import structs

from pipeline.domain.cues import Cue
from pipeline.domain.events import Clock, ConversationEvent, Erase
from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.decoder import Decoder
from pipeline.wire.masking import secrets
from pipeline.wire.transcript import Entry, Piece, pieces, told
from tests.simulated import COMPLAINT, DONE, EMPATHY, PROBLEM, START, chat


def cue(text: str, words: str, name: str = "problem.failure") -> Cue:
    start = text.index(words)
    return Cue(name, words, start, start + len(words))


def test_the_words_of_a_cue_are_marked() -> None:
    text = "It never came, and I want it."
    assert pieces(text, [cue(text, " never came, ")]) == (
        Piece("It "),
        Piece("never came", "problem.failure"),
        Piece(", and I want it."),
    )


def test_of_cues_that_overlap_one_is_marked() -> None:
    text = "It never came"
    marked = pieces(text, [cue(text, "came", "b"), cue(text, "never came", "a")])
    assert marked == (Piece("It "), Piece("never came", "a"))


def test_a_secret_is_hidden_also_where_a_cue_begins_inside_it() -> None:
    text = "They charged 4111 1111 1111 1111, twice"
    marked = pieces(text, [cue(text, "1111, twice")])
    assert not any(c.isdigit() for piece in marked for c in piece.text)
    assert [piece.text for piece in marked if piece.cue] == ["[card], twice"]


def test_each_event_tells_what_fell_due_before_it_and_what_it_did() -> None:
    decoder = Decoder(Reader(secrets).read_all)
    events = [decoder.event(json.dumps(event).encode()) for event in chat(4, START)]
    entries = list(told((event for event in events if not isinstance(event, Clock)), Partition(Rules())))
    assert ["".join(piece.text for piece in entry.pieces) for entry in entries] == [PROBLEM, EMPATHY, COMPLAINT, DONE]
    assert [entry.state.problem is not None for entry in entries if entry.state] == [True, True, True, False]
    late = list(told([*entries_of(entries)[:2], moved(entries_of(entries)[3], 600_000)], Partition(Rules())))
    assert [step.type for step in late[2].before] == ["opened"]
    assert [step.type for step in late[2].steps] == ["withdrawn"]


def test_what_changes_nothing_is_told_without_its_cues() -> None:
    decoder = Decoder(Reader(secrets).read_all)
    problem, empathy = [decoder.event(json.dumps(event).encode()) for event in chat(4, START)][:2]
    assert not isinstance(problem, Clock)
    assert not isinstance(empathy, Clock)
    once, twice = list(told([problem, empathy, empathy], Partition(Rules())))[1:]
    assert once.ignored is None
    assert twice.ignored == "an event with its id has counted already"
    assert twice.pieces == (Piece(EMPATHY),)
    erase = Erase(id="e", conversation_id=empathy.conversation_id, at=empathy.at + 60_000, role="system")
    *_, late = told([problem, erase, empathy], Partition(Rules()))
    assert late.ignored == "the conversation has ended since"


def entries_of(entries: list[Entry]) -> list[ConversationEvent]:
    return [entry.event for entry in entries]


def moved(event: ConversationEvent, ms: int) -> ConversationEvent:
    return structs.replace(event, at=event.at + ms)
