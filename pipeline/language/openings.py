r"""The words with which a text, or a piece of one, must open for a pattern that is bound to its beginning.

Of ``^\W*(?:ok |so )*sure\b`` they are "ok", "so" and "sure".
"""

from collections.abc import Iterator

from msgspec import Struct

from pipeline.language.readings import REPEAT, Tokens, UnknownError, closings_of, of_class
from pipeline.language.telling import EDGE, GAP, OPENS_PIECE, OPENS_TEXT, Condition


class _Openings(Struct):
    """What has been read of a sequence from its beginning on."""

    found: set[str]
    """Words or beginnings of words; ``EDGE`` where the word is known to end."""
    unfinished: set[str]
    """Letters that what follows continues or ends."""
    empty: bool = True
    """Whether it may hold no word so far."""

    def end(self, *, surely: bool = True) -> None:
        """What stands here is no letter, or may be none."""
        self.found |= {letters + EDGE for letters in self.unfinished}
        if surely:
            self.unfinished = set()

    def blur(self) -> None:
        """Whatever stands here, nothing more is known of the words begun."""
        self.found |= self.unfinished
        self.unfinished = set()

    def letter(self, letters: set[str]) -> None:
        """One of these stands here."""
        begun = self.unfinished | ({""} if self.empty else set())
        self.unfinished = {a + b for a in begun for b in letters}
        self.empty = False


def opening(tokens: Tokens) -> Condition | None:
    """The atoms of which one must open a text that matches, or a piece of it; nothing where none need to."""
    try:
        return frozenset(_bound(tokens))
    except UnknownError:
        return None


def _bound(tokens: Tokens) -> Iterator[str]:
    for branch in _branches(tokens):
        close = closings_of(branch).get(0)
        if branch[:1] == ("^",):
            mark, rest = OPENS_TEXT, branch[1:]
        elif close is None or REPEAT.match("".join(branch[close + 1 : close + 2])):
            raise UnknownError
        elif close + 1 == len(branch):
            yield from _bound(branch[1:close])
            continue
        elif all(
            inner and _is_start(inner[0]) and all(map(_is_no_letter, inner[1:])) for inner in _branches(branch[1:close])
        ):
            mark, rest = OPENS_PIECE, branch[close + 1 :]
        else:
            raise UnknownError
        read = _alternatives(rest)
        read.blur()
        if read.empty:
            raise UnknownError
        yield from (mark + letters for letters in read.found)


def _is_start(token: str) -> bool:
    if token[0] != "[":
        return token == "^"  # noqa: S105 - of a pattern
    # A line may begin a piece; a space does not.
    return of_class(token) == {GAP} and not any(space in token for space in (" ", "\\s", "\\W", "\\t", "\\r"))


def _branches(tokens: Tokens) -> list[Tokens]:
    closings = closings_of(tokens)
    branches, at, i = [], 0, 0
    while i < len(tokens):
        if tokens[i] == "|":
            branches.append(tokens[at:i])
            at = i + 1
        i = closings.get(i, i) + 1
    return [*branches, tokens[at:]]


def _alternatives(tokens: Tokens) -> _Openings:
    read = [_sequence(branch) for branch in _branches(tokens)]
    return _Openings(
        set().union(*(r.found for r in read)),
        set().union(*(r.unfinished for r in read)),
        any(r.empty for r in read),
    )


def _sequence(tokens: Tokens) -> _Openings:
    closings = closings_of(tokens)
    read = _Openings(set(), set())
    i = 0
    while i < len(tokens) and (read.empty or read.unfinished):
        close = closings.get(i)
        item = tokens[i : i + 1] if close is None else tokens[i + 1 : close]
        i = (i if close is None else close) + 1
        repeat = REPEAT.match(tokens[i]) if i < len(tokens) else None
        optional = once = False
        if repeat:
            i += 1 + (tokens[i + 1 : i + 2] == ("?",))
            optional = repeat.group()[0] in "*?" or repeat[1] == "0"
            once = repeat.group() == "?"
        if close is None:
            _one(read, item[0], optional=optional, once=once or not repeat)
        else:
            _group(read, item, optional=optional, once=once or not repeat)
    return read


def _one(read: _Openings, token: str, *, optional: bool, once: bool) -> None:
    if token in {"\\b", "$", "\\z"}:
        read.end()
    elif token[0] == "(" and token[-1] == ")":
        return  # a flag
    elif _is_no_letter(token):
        read.end(surely=not optional)
    elif token[0] in "\\[." or not token.isascii():
        _any_of(read)
    elif len(token) > 1:
        for sign in token.lower():
            if sign.isalnum() or sign == "_":
                read.letter({sign})
            else:
                read.end()
    else:
        before = read.unfinished, read.empty
        read.letter({token.lower()})
        if not once:
            read.blur()
        if optional:
            read.unfinished |= before[0]
            read.empty = before[1]


def _any_of(read: _Openings) -> None:
    if read.empty:
        raise UnknownError
    read.blur()


def _is_no_letter(token: str) -> bool:
    if token in {"\\s", "\\W", "\\n", "\\t", "\\r"}:
        return True
    if token[0] == "[":
        return of_class(token) == {GAP}
    sign = token[-1]
    return (len(token) == 1 or (token[0] == "\\" and len(token) == len("\\."))) and not (sign.isalnum() or sign in "_.")


def _begins_apart(tokens: Tokens) -> bool:
    """Whether a sign that is no letter must come first."""
    if not tokens or (len(tokens) > 1 and tokens[1][0] in "?*{"):
        return False
    first = tokens[0]
    return _is_no_letter(first if first[0] in "\\[" else first[0])


def _group(read: _Openings, tokens: Tokens, *, optional: bool, once: bool) -> None:
    if read.unfinished:
        # It begins with a space in each of its ways, or may go on with the word.
        if all(map(_begins_apart, _branches(tokens))):
            read.end(surely=not optional)
        else:
            read.blur()
    if not read.empty:
        return
    inside = _alternatives(tokens)
    if not once:
        inside.blur()
    read.found |= inside.found
    read.unfinished |= inside.unfinished
    read.empty = optional or inside.empty
