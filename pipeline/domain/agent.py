"""What a message of an agent does to a conversation."""

from msgspec import structs

from pipeline.domain import calendar, gap, promised, resolution, turns
from pipeline.domain.escalating import Steps
from pipeline.domain.events import Message
from pipeline.domain.matching import aside
from pipeline.domain.proof import first_cue, shown_by, whole
from pipeline.domain.rules import milliseconds
from pipeline.domain.state import Pending, Problem, Promise, Reply, Script
from pipeline.domain.sympathy import apology, deepest_empathy, empathy
from pipeline.domain.templates import alike

REMEMBERED_SCRIPTS = 8


def write(steps: Steps, message: Message) -> None:
    """Fold one message that the customer sees, written by an agent or a supervisor."""
    work, reading, at = steps.work, message.reading, message.at
    _take_over(steps, message)
    turns.answered(steps, at)
    reply = turns.begin_reply(work, message.author_id, at, steps.rules)
    work.news = _tells(message, before=work.news and work.agent_spoke_last)
    work.agent_spoke_last = True
    work.bot_only = False
    if not reading.supported:
        work.language_unsupported = True
        work.reply = reply
        return
    if first_cue(message, "closing.else") is not None:
        work.anything_else = True
    if first_cue(message, "asks.outcome") is not None:
        work.outcome_asked = True
    had_ball = work.ball_with_customer
    turns.pass_ball_to_customer(work, reading.requests)
    acted = _acts(steps, message)
    if acted:
        _remember_empathy(steps, message)
        resolution.act(steps, at)
        # Nothing that was asked before is needed any more.
        work.ball_with_customer = bool(reading.requests) and work.ball_with_customer
    else:
        if (refused := first_cue(message, "refusal.")) is not None:
            resolution.refuse(steps, refused)
        _bring_news(steps, message)
    _promise(steps, message, acted=acted)
    _limit(steps, message)
    work.reply = _sympathise(steps, message, reply, resting=had_ball or work.ball_with_customer)
    _recite(steps, message, work.reply, resting=had_ball)
    gap.run_or_rest(work, at)


_LEAVES_OPEN = ("promise.", "refusal.", "authority.", "handoff.", "request.")


def _tells(message: Message, *, before: bool) -> bool:
    """Whether a reply, of which the message is the last so far, tells something and leaves nothing to come."""
    reading = message.reading
    if any(cue.name.startswith(_LEAVES_OPEN) for cue in reading.cues):
        return False
    return reading.substance or before


def _acts(steps: Steps, message: Message) -> bool:
    """Whether one of the deeds that a message tells of has to do with the problem, and is proven where it must be.

    A claim that waits for the report of the deed is a promise until then.
    """
    work, rules = steps.work, steps.rules
    problem = work.problem
    deeds = [shown_by(message, cue) for cue in message.reading.cues if cue.name.startswith("action.")]
    if problem is None:
        return bool(deeds)
    deeds = [deed for deed in deeds if not aside(deed.quote, problem.evidence.quote)]
    unproven = [deed for deed in deeds if deed.cue == "action.done"] if work.queue in rules.proven_queues else []
    if len(unproven) < len(deeds):
        return True
    if unproven:
        claimed = structs.replace(unproven[0], cue="action.unproven")
        others = tuple(p for p in work.promises if p.kind != "action")
        work.promises = (*others, Promise("action", claimed.at + milliseconds(rules.proof_wait), claimed))
    return False


def _take_over(steps: Steps, message: Message) -> None:
    work, author = steps.work, message.author_id
    if work.owned and (author == work.owner or not author):
        return
    somebody_else = bool(work.owner) or not work.owned or work.bot_only or message.role == "supervisor"
    work.owner, work.owned = author, True
    if somebody_else:
        # Somebody else writes: the handoff that was announced has come true, or nobody said so. A supervisor is the
        # person who was asked for, also where nobody has been there before.
        resolution.hand_off(steps, whole(message, "handoff.taken"))


def _bring_news(steps: Steps, message: Message) -> None:
    reading = message.reading
    if reading.substance:
        promised.keep(steps, message.at, "answered", "answer", "check")
    elif reading.requests:
        # A look has come to a question.
        promised.keep(steps, message.at, "answered", "check")


def _promise(steps: Steps, message: Message, *, acted: bool) -> None:
    work, rules = steps.work, steps.rules
    only_looks = all(made.kind == "check" for made in message.reading.promises)
    for made in message.reading.promises:
        if made.kind == "check" and not only_looks:
            continue
        shown = shown_by(message, message.reading.cues[made.cue])
        # A look waits for what was asked for; what is done needs no promise, and its arrival follows from it.
        follows = (
            shown.cue in {"promise.arrival", "promise.learned"} and work.claim is not None and work.problem is None
        )
        if (made.kind == "check" and work.ball_with_customer) or ((acted or follows) and made.kind != "answer"):
            continue
        if first_cue(message, "refusal.") is None:
            # Whoever looks again, or will do something, has taken the no back.
            gap.forget_refusal(work)
        due = calendar.due_at(made.deadline, message.at, rules)
        # A look has come to whatever is promised after it.
        others = tuple(p for p in work.promises if p.kind not in {made.kind, "check"})
        needs = work.ball_with_customer and bool(message.reading.requests)
        work.promises = (*others, Promise(made.kind, due, shown, needs))


def _limit(steps: Steps, message: Message) -> None:
    work, rules = steps.work, steps.rules
    if work.closed_at is not None:
        return
    if (words := first_cue(message, "handoff.")) is not None:
        work.handoff = Pending(words, message.at + milliseconds(rules.handoff_wait))
        gap.restart(work, message.at)
    tied = first_cue(message, "authority.")
    if tied is not None and work.no_authority is None and work.find("no_authority") is None:
        work.no_authority = Pending(tied, message.at + milliseconds(rules.authority_wait))


def _sympathise(steps: Steps, message: Message, reply: Reply, *, resting: bool) -> Reply:
    work, rules = steps.work, steps.rules
    sorry = apology(message, work.problem)
    shown = deepest_empathy(message) or sorry
    if shown is None:
        return reply
    said = work.statement
    # "Sorry, we don't" answers a plain question.
    if said is None or said.cue == "problem.stated" or shown != sorry:
        _see_problem(steps)
    if work.problem is None:
        return reply
    gap.show_empathy(work, shown, new_reply=not reply.empathic)
    opened = work.gap
    if opened is not None and opened.replies >= rules.empathic_replies:
        still = resting or gap.held_by_promise(work) or gap.refused(work)
        if not still and not reply.empathic:
            gap.fire(steps, message.at)
    if sorry is not None and not reply.apologetic:
        work.apologies += 1
        reply = structs.replace(reply, apologetic=True)
        if work.apologies >= rules.apologies and not resting:
            steps.open("repeated_script", message.at, (sorry, work.problem.evidence))
    return structs.replace(reply, empathic=True)


def _remember_empathy(steps: Steps, message: Message) -> None:
    """Empathy in the very message that acts opens no gap, but counts again if the act is denied."""
    shown = empathy(message, steps.work.problem)
    if shown is not None and steps.work.problem is not None:
        gap.show_empathy(steps.work, shown, new_reply=False)


def _see_problem(steps: Steps) -> None:
    """Sympathy for what a customer said tells that it was a problem, however calmly it was said."""
    work = steps.work
    said = work.statement
    if work.problem is None and not work.claimed and said is not None:
        work.problem = Problem(said.at, said)


def _recite(steps: Steps, message: Message, reply: Reply, *, resting: bool) -> None:
    work, rules = steps.work, steps.rules
    sketch = message.reading.sketch
    if not sketch:
        return
    again = any(s.reply != reply.number and alike(s.sketch, sketch) >= rules.script_similarity for s in work.scripts)
    canned = bool(rules.templates) and rules.templates.nearest(sketch) >= rules.canned_similarity
    if canned:
        # Different texts out of the same book are no more than the same one twice.
        others = {s.reply for s in work.scripts if s.canned and s.reply != reply.number}
        again = again or len(others) + 1 >= rules.canned_replies
    work.scripts = (*work.scripts, Script(reply.number, sketch, canned))[-REMEMBERED_SCRIPTS:]
    # Asking a silent customer once more is no script; to have new details confirmed is none either.
    resting = resting or first_cue(message, "request.confirm") is not None
    if again and not resting and work.problem is not None:
        steps.open("repeated_script", message.at, (whole(message, "script"), work.problem.evidence))
