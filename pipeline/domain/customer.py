"""What a message of the customer does to a conversation."""

from msgspec import structs

from pipeline.domain import feelings, gap, life, promised, resolution, turns
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Message
from pipeline.domain.proof import first_cue, whole
from pipeline.domain.rules import milliseconds
from pipeline.domain.state import Draft, Pending, Problem


def write(steps: Steps, message: Message) -> None:
    """Fold one message of the customer."""
    work, reading, at = steps.work, message.reading, message.at
    work.agent_spoke_last = False
    # What was written before the end and comes after it opens nothing again.
    late = work.closed_at is not None and at < work.closed_at
    reopened = work.closed_at is not None and not late
    if reopened:
        if not reading.substance:
            _confirm(steps, message)
            return
        life.reopen(work)
    if _only_fills(message):
        return
    had_ball, work.ball_with_customer = work.ball_with_customer, False
    if had_ball:
        promised.given(work, at)
    if not reading.supported:
        work.language_unsupported = True
    over = _heed(steps, message, had_ball=had_ball) if reading.opening and reading.supported else False
    work.news = False
    answers = (had_ball or reopened) and not over
    if not late and (answers or _wants_answer(steps, message, over=over)):
        turns.await_reply(work, message, whole(message, "unanswered"))
    gap.run_or_rest(work, at)


def _heed(steps: Steps, message: Message, *, had_ball: bool) -> bool:
    """What a message that is understood says; whether it says that all is over."""
    work = steps.work
    work.thanked = _thanked(steps, message)
    feelings.feel(work, message.reading.distress, steps.rules)
    if first_cue(message, "talk.fyi") is not None:
        # Whoever tells of something wrong, and that all is well, waits for nothing.
        over = True
        _confirm(steps, message)
    elif _ends_nothing(work, message, had_ball=had_ball):
        over = False
    else:
        over = _state_problem(steps, message, content=not had_ball and _delighted(steps, message))
    work.outcome_asked = False
    _warn(steps, message)
    feelings.judge(steps, whole(message, "distress"))
    _ask_for_help(steps, message)
    return over


def _ends_nothing(work: Draft, message: Message, *, had_ball: bool) -> bool:
    """Bare words that are an end only after a deed, or for whoever was asked for one."""
    if work.problem is None:
        return False
    if first_cue(message, "talk.has") is not None:
        # "Yes, I have it" answers "did you keep the box?".
        return had_ball and not work.outcome_asked
    if first_cue(message, "talk.there") is None or had_ball:
        return False
    # After an excuse "there it is" is bitter; whoever was told where to look has found it.
    return not work.news or (work.reply is not None and work.reply.empathic)


def _only_fills(message: Message) -> bool:
    """Nothing is said ("hang on"), and the turn does not change; "hang on, it works now" says that it is over."""
    filler, ends = first_cue(message, "talk.filler"), first_cue(message, "confirm.")
    return not message.reading.substance and filler is not None and ends is None


def _wants_answer(steps: Steps, message: Message, *, over: bool) -> bool:
    work, reading = steps.work, message.reading
    if over:
        return first_cue(message, "asks.") is not None
    if not reading.substance:
        return not work.replied and {cue.name for cue in reading.cues} == {CLOSING}
    if not (reading.opening and reading.supported) or first_cue(message, "asks.") is not None:
        return True
    # "You've made my day" asks for nothing; neither does a thank-you that mentions what happened.
    return not _thanks(steps, message) and (not work.replied or work.problem is not None)


CLOSING = "talk.closing"
"""Learned from words alone; before anybody has replied there is nothing that it could close."""
_CLOSES = frozenset({"talk.thanks", "talk.goodbye", CLOSING})


def _thanks(steps: Steps, message: Message) -> bool:
    thanked = next((c for c in message.reading.cues if c.name in _CLOSES), None)
    troubled = first_cue(message, "problem.") or first_cue(message, "denial")
    upset = message.reading.distress >= steps.rules.distress_problem
    return thanked is not None and troubled is None and not upset and (steps.work.replied or thanked.name != CLOSING)


def _thanked(steps: Steps, message: Message) -> bool:
    """Whether thanks stand, after this message: a complaint takes them back."""
    if first_cue(message, "talk.thanks") is None and not steps.work.thanked:
        return False
    return first_cue(message, "problem.") is None and first_cue(message, "denial") is None


def _delighted(steps: Steps, message: Message) -> bool:
    """Warm thanks and nothing else, with nothing left that was announced: it is over for them."""
    work = steps.work
    return (
        first_cue(message, "talk.delight") is not None
        and not message.reading.substance
        and not work.promises
        and work.handoff is None
        and work.replied
    )


_IS_NOT_OVER = ("problem.", "denial", "asks.", "objection", "threat.", "senior.", "vulnerable.", "talk.resigned")


def _pleased_with_news(steps: Steps, message: Message) -> bool:
    """Bare thanks or joy for a reply that told something and left nothing to come: it has solved the problem."""
    work, reading = steps.work, message.reading
    if not work.news or work.problem is None or reading.substance:
        return False
    if work.problem.refused is not None or work.promises or work.handoff is not None or work.senior is not None:
        return False
    if work.no_authority is not None or work.find("no_authority") is not None:
        return False
    if reading.distress >= steps.rules.distress_problem:
        return False
    names = [cue.name for cue in reading.cues]
    pleased = "talk.thanks" in names or "talk.joy" in names
    return pleased and not any(name.startswith(_IS_NOT_OVER) for name in names)


def _is_over(steps: Steps, message: Message, *, content: bool) -> bool:
    work = steps.work
    nothing_else = work.anything_else and first_cue(message, "answer.no") is not None
    work.anything_else = False
    if _confirm(steps, message, content=content) or nothing_else:
        return True
    pleased = _pleased_with_news(steps, message)
    if pleased:
        resolution.confirm(steps, message.at, surely=False)
    return pleased


def _state_problem(steps: Steps, message: Message, *, content: bool) -> bool:
    """Open, deny or end the problem; whether it is over."""
    work = steps.work
    stated = first_cue(message, "problem.")
    if stated is not None and stated.cue == LEARNED and _may_be_none(steps, message):
        stated = None
    if stated is None and message.reading.distress >= steps.rules.distress_problem:
        stated = whole(message, "problem.distress")
    denied = first_cue(message, "denial")
    if _is_over(steps, message, content=content):
        return True
    if denied is not None and work.claim is not None and work.problem is None and not _takes_leave(work, message):
        resolution.deny(steps, denied)
    elif work.problem is None and stated is not None:
        work.problem = Problem(message.at, stated)
    elif message.reading.substance and not _thanks(steps, message):
        if first_cue(message, "asks.") is None:
            work.statement = whole(message, "problem.stated")
        elif message.reading.distress >= steps.rules.distress_asked:
            work.statement = whole(message, ASKED)
    if first_cue(message, "objection") is not None:
        resolution.object_to_refusal(steps)
    return False


def _takes_leave(work: Draft, message: Message) -> bool:
    """Whoever has said that it is over, and goes, denies nothing: "bye, pretend this never happened"."""
    return not work.claimed and first_cue(message, "talk.goodbye") is not None


LEARNED = "problem.learned"
"""A problem by the words of what is stated, no pattern."""
ASKED = "problem.asked"
"""The cue of a statement that also asks: an apology may then answer a plain question."""

# What is merely told beside "all good now" is how it came about.
_GOES_ON = ("problem.failure", "problem.unmet", "problem.put_right", "denial")


def _may_be_none(steps: Steps, message: Message) -> bool:
    """What is said calmly once something has been done, or in a question, is rarely a problem."""
    if steps.work.claimed:
        return True
    cues = message.reading.cues
    learned = next(cue for cue in cues if cue.name == LEARNED)
    asked = any(c.name.startswith("asks.") and learned.start <= c.start and c.end <= learned.end for c in cues)
    return asked and message.reading.distress < steps.rules.distress_problem


def _confirm(steps: Steps, message: Message, *, content: bool = False) -> bool:
    """Whether the customer says that it is over; of a failure and its end the last word counts."""
    cues = message.reading.cues
    ends = [c.start for c in cues if c.name.startswith("confirm.")]
    goes_on = [c.start for c in cues if c.name.startswith(_GOES_ON)]
    over = content or (bool(ends) and max(ends) >= max(goes_on, default=-1))
    over |= any(c.name == "confirm.forgotten" for c in cues)
    over &= first_cue(message, "objection") is None
    if over:
        resolution.confirm(steps, message.at)
    return over


def _warn(steps: Steps, message: Message) -> None:
    work = steps.work
    threat = first_cue(message, "threat.")
    if threat is None:
        return
    if work.problem is None:
        work.problem = Problem(message.at, threat, threat)
    elif work.problem.threat is None:
        work.problem = structs.replace(work.problem, threat=threat)
    steps.raise_severity(message.at, threat)


def _ask_for_help(steps: Steps, message: Message) -> None:
    work, rules = steps.work, steps.rules
    asked = first_cue(message, "senior.")
    if asked is not None and work.closed_at is None and work.senior is None and work.find("asked_for_senior") is None:
        work.senior = Pending(asked, message.at + milliseconds(rules.senior_wait))
    in_need = first_cue(message, "vulnerable.")
    if in_need is not None:
        steps.open("vulnerable", message.at, _with_problem(steps, in_need))


def _with_problem(steps: Steps, shown: Evidence) -> tuple[Evidence, ...]:
    problem = steps.work.problem
    return (shown,) if problem is None else (shown, problem.evidence)
