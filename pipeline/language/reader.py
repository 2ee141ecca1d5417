"""Reads a text: its cues, its distress, its promises and requests."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.domain.cues import NOTHING_READ, Cue, Reading
from pipeline.domain.events import Role
from pipeline.language import grades, requests
from pipeline.language.acts import LEARNED, learned_hits
from pipeline.language.claims import standing
from pipeline.language.distress import distress
from pipeline.language.greetings import without_greeting
from pipeline.language.lexicon import CueRule, Speaker, shipped
from pipeline.language.matcher import Hit, Matcher
from pipeline.language.promised import promised
from pipeline.language.quotes import Secret, quote
from pipeline.language.sketch import sketch
from pipeline.language.substance import family, has_substance
from pipeline.language.text import AHEAD, LONGEST, prepare, sentences

READ: frozenset[Role] = frozenset({"customer", "agent", "supervisor"})

# A question mark behind one of these asks for nothing that the agent needs.
_NOT_ASKED = ("closing", "rhetoric", "talk.greeting", "request")
_QUESTION = CueRule(name="request.question", role="agent", patterns=(r"\?",))


class Reader:
    """Turns texts into readings. Pure: the same text and role give the same reading."""

    def __init__(
        self,
        secrets: Callable[[str], Sequence[Secret]] = lambda _text: (),
        rules: Iterable[CueRule] | None = None,
    ) -> None:
        """``secrets`` finds what is to be hidden in a whole text; ``rules`` default to what is shipped."""
        listed = shipped() if rules is None else tuple(rules)
        self._secrets = secrets
        self._agent = Matcher(r for r in listed if r.role == "agent")
        self._customer = Matcher(r for r in listed if r.role == "customer")
        self.cues = LEARNED | {_QUESTION.name} | {rule.name for rule in listed}
        """The names of all that a reading may show."""

    def read(self, text: str, role: Role) -> Reading:
        """The reading of one message. What bots and systems write is not read."""
        if not text.strip() or role not in READ:
            return NOTHING_READ
        ready = prepare(text)
        hits = self._hits(ready, role)
        return self._of_customer(text, ready, hits) if role == "customer" else self._of_agent(text, ready, hits)

    def grade(self, text: str, role: Role, asked: str = "") -> tuple[Reading, dict[str, float]]:
        """The reading, and graded measures of it, 0-1: ``distress``, or ``empathy`` and ``resolving``.

        ``asked``: what is to be done, in words, where that is known; a deed about something else resolves little.
        """
        if role not in READ:
            return NOTHING_READ, {}
        ready = prepare(text)
        hits = self._hits(ready, role)
        if role == "customer":
            reading = self._of_customer(text, ready, hits)
            return reading, {"distress": reading.distress}
        graded = {"empathy": grades.empathy(ready, hits), "resolving": grades.resolving(ready, hits, asked)}
        return self._of_agent(text, ready, hits), graded

    def hits(self, ready: str, speaker: Speaker) -> list[Hit]:
        """The cues of a prepared text that patterns show."""
        if speaker == "customer":
            return standing(self._customer.hits(ready))
        hits = standing(self._agent.hits(ready))
        return hits + _questions(ready, hits)

    def _hits(self, ready: str, role: Role) -> list[Hit]:
        speaker: Speaker = "customer" if role == "customer" else "agent"
        hits = self.hits(ready, speaker)
        return [*hits, *learned_hits(ready, hits, speaker)]

    def _of_customer(self, text: str, ready: str, hits: Sequence[Hit]) -> Reading:
        secrets = self._secrets(text[: LONGEST + AHEAD])
        return Reading(
            cues=_cues(text, _distinct(hits), secrets),
            opening=quote(text, secrets, 0, LONGEST),
            distress=round(distress(ready, [hit for hit in hits if hit.rule.patterns]), 6),
            substance=has_substance(ready, hits, at_least=1),
        )

    def _of_agent(self, text: str, ready: str, hits: Sequence[Hit]) -> Reading:
        secrets = self._secrets(text[: LONGEST + AHEAD])
        told = sketch(without_greeting(ready, hits))
        hits = _distinct(hits)
        return Reading(
            cues=_cues(text, hits, secrets),
            opening=quote(text, secrets, 0, LONGEST),
            promises=promised(ready, hits),
            requests=_requests(ready, hits),
            sketch=told,
            substance=has_substance(ready, hits, at_least=3),
        )


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """Each cue once in a clause, however many patterns show it."""
    return list({(hit.rule.name, hit.within.start): hit for hit in reversed(hits)}.values())[::-1]


def _cues(text: str, hits: Sequence[Hit], secrets: Sequence[Secret]) -> tuple[Cue, ...]:
    # The clause is quoted, not the bare words: a senior reads it without the chat at hand.
    return tuple(
        Cue(h.rule.name, quote(text, secrets, h.within.start, h.within.end, (h.start, h.end)), h.start, h.end)
        for h in hits
    )


def _questions(ready: str, hits: Sequence[Hit]) -> list[Hit]:
    """The questions that the agent needs answered, where no pattern has found them."""
    settled = [h for h in hits if h.rule.name.startswith(_NOT_ASKED)]
    return [
        Hit(_QUESTION, span.start, span.end, span)
        for span in sentences(ready)
        if span.question and not any(span.start <= h.start < span.end for h in settled)
    ]


def _requests(ready: str, hits: Sequence[Hit]) -> tuple[int, ...]:
    found = (requests.keys(ready[h.within.start : h.within.end]) for h in hits if family(h) == "request")
    return tuple(dict.fromkeys(key for keys in found for key in keys))
