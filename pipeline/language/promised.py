"""The promises of a message: what is announced, and by when."""

from collections.abc import Sequence

import re2

from pipeline.domain.cues import PromiseKind, PromiseMade
from pipeline.language import promises
from pipeline.language.matcher import Hit
from pipeline.language.text import clauses

_LEARNED = "promise.learned"
_KINDS: dict[str, PromiseKind] = {
    "promise.action": "action",
    "promise.arrival": "action",
    "promise.answer": "answer",
    "promise.asked": "answer",
    "promise.check": "check",
    _LEARNED: "action",
}

_ANSWERS = re2.compile(
    r"(?i)\b(?:get|come|be|revert) (?:right |straight )?back to (?:you|u)\b|\blet you know\b|\bbe in touch\b"
    r"|\bkeep you (?:posted|updated|informed)\b|\bgive you an? (?:answer|update|reply)\b"
)
_AND_ANSWERS = re2.compile(rf"(?i),? (?:and|then)(?: then| i'll| will)* (?:{_ANSWERS.pattern})")

# "Ten minutes and I'll find out": a look with a time to it, where no deed is promised behind.
_LOOK = re2.compile(
    r"(?i)\bi(?:'ll| will|'m going to| can) (?:go |just |then )*(?:find out|check|ask|look into|enquire|inquire|query"
    r"|see (?:what|if|why|whether|how)|know (?:what|why|how|if|more))\b(?P<rest>.*)"
)
_AND_MORE = re2.compile(r"(?i)\b(?:and|then)\b|,|;")

# "They'll look into it and get in touch", "you'll get an update": news and no more, whatever pattern saw it.
# A call is a deed.
_WORD_TO_YOU = re2.compile(
    r"(?i)(?:'ll|\b(?:will|shall|going to))(?: \w+ly| also| then)? (?:be )?"
    r"(?:(?:review|look (?:in)?to|check|investigate|work on|assess)(?: [\w']+){0,6}? and (?:(?:will|then) )?(?:be )?)?"
    r"(?:get(?:ting)? (?:right |straight )?(?:back (?:to|in touch)|in (?:touch|contact))|(?:be )?in (?:touch|contact)"
    r"|reach(?:ing)? out|follow(?:ing)? up|(?:contact|updat)(?:e|ing)? (?:you|u)"
    r"|let(?:ting)? (?:you|u) know|com(?:e|ing) back to (?:you|u)"
    r"|(?:get|have|receive) (?:an?|the|your|our|some) (?:\w+ )?(?:update|answer|reply|response|call ?back|news)"
    r")\b(?P<rest>.*)"
)

# Where a message that promises as a whole speaks of what comes, and whether that is a deed or only news.
_TO_COME = re2.compile(
    r"(?i)'ll\b|\b(?:will|shall|going to|gonna|should|il|ill|youll|about to|give (?:me|us|it|him|her|them)|by|until|now"
    r"|within|before|soon|shortly|today|tonight|tomorrow|tmrw|tmr|\w+day|as we speak|in an?|in \d+|on the|on its)\b"
)
_NEWS = re2.compile(
    r"(?i)\b(?:call|ring|phone|text|e-?mail|write to|message|contact) (?:you|u)\b|\bcall[- ]?back\b"
    r"|\bhear (?:from|back)\b|\b(?:update|answer|reply|response|decision|quote|news|result)\b"
)


def promised(ready: str, hits: Sequence[Hit]) -> tuple[PromiseMade, ...]:
    """The promises that the cues of a prepared text show, each once in a clause."""
    made: dict[tuple[PromiseKind, int], PromiseMade] = {}
    for at, hit in enumerate(hits):
        kind = _KINDS.get(hit.rule.name)
        if kind is None:
            continue
        told = _to_come(ready) if hit.rule.name == _LEARNED else ready[hit.within.start : hit.within.end]
        kind = _told(kind, told, learned=hit.rule.name == _LEARNED)
        # Two patterns may see the same promise.
        if (kind, hit.within.start) not in made:
            made[kind, hit.within.start] = PromiseMade(kind, promises.deadline(told, kind), at)
    return tuple(made.values())


def _told(kind: PromiseKind, told: str, *, learned: bool) -> PromiseKind:
    if kind == "check":
        return "answer" if _ANSWERS.search(told) else kind  # "I'll ask them and get back to you"
    if kind == "action" and ((learned and _NEWS.search(told)) or _only_news(told)):
        return "answer"
    return kind


def _to_come(ready: str) -> str:
    """The clauses of a message that speak of what comes; all of it where none does."""
    told = [ready[span.start : span.end] for span in clauses(ready)]
    return ". ".join(clause for clause in told if _TO_COME.search(clause)) or ready


def _only_news(clause: str) -> bool:
    """Whether a look, or word to the customer, and perhaps an answer, is all that the clause announces."""
    look, word = _LOOK.search(clause), _WORD_TO_YOU.search(clause)
    rests = [look["rest"]] if look is not None else []
    if word is not None and _AND_MORE.search(clause[: word.start()]) is None:
        rests.append(word["rest"])
    return any(_AND_MORE.search(_AND_ANSWERS.sub("", rest)) is None for rest in rests)
