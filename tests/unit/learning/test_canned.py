"""Templates out of recorded texts."""

from pipeline.domain.templates import Templates, alike
from pipeline.language.reader import Reader
from pipeline.learning.canned import Said, templates

SORRY = "We apologise for the inconvenience this may have caused, {}, and value your feedback about the service."
OTHER = "The lift on platform four was mended this morning by the engineers from the depot."


def said(conversation: str, text: str) -> Said:
    return Said(conversation, Reader().read(text, "agent").sketch, text)


def test_a_text_that_comes_in_several_chats_is_a_template() -> None:
    found = templates([said("a", SORRY.format("Ann")), said("b", SORRY.format("Bob")), said("c", OTHER)], 0.55, 2)
    assert [(t.chats, t.text) for t in found] == [(2, SORRY.format("Ann"))]


def test_twice_in_the_same_chat_is_no_template() -> None:
    assert templates([said("a", SORRY.format("Ann")), said("a", SORRY.format("Bob"))], 0.55, 2) == []


def test_a_template_knows_its_near_copies_and_nothing_else() -> None:
    known = Templates([said("a", SORRY.format("Ann")).sketch])
    assert known.nearest(said("x", SORRY.format("Zoe")).sketch) > 0.5
    assert known.nearest(said("x", OTHER).sketch) == 0.0
    assert known.nearest(()) == 0.0


def test_the_index_finds_what_looking_at_all_would_find() -> None:
    sketches = [tuple(range(n, n + 10)) for n in range(0, 100, 7)]
    wanted = tuple(range(33, 43))
    assert Templates(sketches).nearest(wanted) == max(alike(s, wanted) for s in sketches)
