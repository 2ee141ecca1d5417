"""What events other than messages do to a conversation."""

from pipeline.domain import gap, life, resolution
from pipeline.domain.escalating import Steps
from pipeline.domain.escalation import Evidence
from pipeline.domain.events import Action, Feedback, StatusChange


def act(steps: Steps, event: Action) -> None:
    """A structured action. One that succeeded resolves; one that failed after a claim denies."""
    words = set(event.action.lower().replace("-", "_").split("_")) | {event.action.lower()}
    if event.outcome == "succeeded" and not words & set(steps.rules.preparatory_actions):
        resolution.act(steps, event.at)
        steps.work.ball_with_customer = False
    elif event.outcome == "failed":
        quote = f"{event.words} failed"
        shown = Evidence(event.id, event.at, event.role, "action.failed", quote)
        resolution.deny(steps, shown)
    gap.run_or_rest(steps.work, event.at)


def change_status(steps: Steps, event: StatusChange) -> None:
    """The chat system's word on who has the conversation, and whether it goes on."""
    work = steps.work
    match event.status:
        case "closed":
            life.close(steps, event.at)
        case "reopened":
            life.reopen(work)
        case "transferred":
            _give(steps, event)
        case "assigned" if event.agent_id:
            _give(steps, event)
        case _:
            if event.agent_id and not work.owner:
                work.owner, work.owned = event.agent_id, True
    gap.run_or_rest(work, event.at)


def _give(steps: Steps, event: StatusChange) -> None:
    work = steps.work
    if event.agent_id and event.agent_id == work.owner:
        return
    first = event.status == "assigned" and work.owned and not work.owner and not work.bot_only
    work.owner, work.owned = event.agent_id, bool(event.agent_id)
    if not first:
        resolution.hand_off(steps, Evidence(event.id, event.at, event.role, "handoff.taken", event.status))


def judge(steps: Steps, event: Feedback) -> None:
    """A supervisor's verdict. One on an escalation that is not open changes nothing."""
    found = next((e for e in steps.work.escalations if e.id == event.escalation_id), None)
    if found is None:
        return
    if event.verdict == "acknowledged":
        steps.acknowledge(found, event.at)
    else:
        steps.end(found, event.at, event.verdict)
