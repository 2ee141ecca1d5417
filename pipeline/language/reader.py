"""Reads a text: its cues, its distress, its promises and requests."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.domain.cues import NOTHING_READ, Cue, Reading
from pipeline.domain.events import Role, Said
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
        (reading,) = self.read_all([Said(text, role)])
        return reading

    def read_all(self, said: Sequence[Said]) -> list[Reading]:
        """The reading of each message by itself, in their order.

        Each step is taken for all of them before the next: its code and its data stay in the processor's cache.
        """
        readings = [NOTHING_READ] * len(said)
        of_customers: list[int] = []
        of_agents: list[int] = []
        for n, (text, role) in enumerate(said):
            if role in READ and text.strip():
                (of_customers if role == "customer" else of_agents).append(n)
        for numbers, of in ((of_customers, self._of_customers), (of_agents, self._of_agents)):
            if numbers:
                for n, reading in zip(numbers, of([said[n].text for n in numbers]), strict=True):
                    readings[n] = reading
        return readings

    def grade(self, text: str, role: Role, asked: str = "") -> tuple[Reading, dict[str, float]]:
        """The reading, and graded measures of it, 0-1: ``distress``, or ``empathy`` and ``resolving``.

        ``asked``: what is to be done, in words, where that is known; a deed about something else resolves little.
        """
        reading = self.read(text, role)
        if role not in READ:
            return reading, {}
        if role == "customer":
            return reading, {"distress": reading.distress}
        ready = prepare(text)
        (hits,) = self._hits([ready], "agent")
        return reading, {"empathy": grades.empathy(ready, hits), "resolving": grades.resolving(ready, hits, asked)}

    def hits(self, ready: str, speaker: Speaker) -> list[Hit]:
        """The cues of a prepared text that patterns show."""
        (hits,) = self._shown([ready], speaker)
        return hits

    def _shown(self, ready: Sequence[str], speaker: Speaker) -> list[list[Hit]]:
        matcher = self._customer if speaker == "customer" else self._agent
        found = [standing(hits) for hits in [matcher.hits(text) for text in ready]]
        if speaker == "customer":
            return found
        return [hits + _questions(text, hits) for text, hits in zip(ready, found, strict=True)]

    def _hits(self, ready: Sequence[str], speaker: Speaker) -> list[list[Hit]]:
        found = self._shown(ready, speaker)
        return [[*hits, *learned_hits(text, hits, speaker)] for text, hits in zip(ready, found, strict=True)]

    def _of_customers(self, texts: Sequence[str]) -> Iterator[Reading]:
        ready = [prepare(text) for text in texts]
        found = self._hits(ready, "customer")
        felt = [distress(*each) for each in zip(ready, [_patterned(hits) for hits in found], strict=True)]
        told = self._quoted(texts, [_distinct(hits) for hits in found])
        for text, hits, distressed, (cues, opening) in zip(ready, found, felt, told, strict=True):
            yield Reading(
                cues=cues,
                opening=opening,
                distress=round(distressed, 6),
                substance=has_substance(text, hits, at_least=1),
            )

    def _of_agents(self, texts: Sequence[str]) -> Iterator[Reading]:
        ready = [prepare(text) for text in texts]
        found = self._hits(ready, "agent")
        sketches = [sketch(without_greeting(text, hits)) for text, hits in zip(ready, found, strict=True)]
        found = [_distinct(hits) for hits in found]
        promises = [promised(text, hits) for text, hits in zip(ready, found, strict=True)]
        told = self._quoted(texts, found)
        for text, hits, sketched, made, (cues, opening) in zip(ready, found, sketches, promises, told, strict=True):
            yield Reading(
                cues=cues,
                opening=opening,
                promises=made,
                requests=_requests(text, hits),
                sketch=sketched,
                substance=has_substance(text, hits, at_least=3),
            )

    def _quoted(self, texts: Sequence[str], found: Sequence[Sequence[Hit]]) -> list[tuple[tuple[Cue, ...], str]]:
        """The cues of each text as they may be told, and its opening."""
        hidden = [self._secrets(text[: LONGEST + AHEAD]) for text in texts]
        return [
            (_cues(text, hits, secrets), quote(text, secrets, 0, LONGEST))
            for text, hits, secrets in zip(texts, found, hidden, strict=True)
        ]


def _patterned(hits: Sequence[Hit]) -> list[Hit]:
    """Those that words show, not the learned part: distress has one of its own."""
    return [hit for hit in hits if hit.rule.patterns]


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
