"""The console's words for what the topics name."""

from pipeline.domain.escalation import Reason, Severity, Why
from pipeline.domain.events import Verdict

REASONS: dict[Reason, str] = {
    "empathy_without_action": "Empathy without action",
    "broken_promise": "Broken promise",
    "unanswered": "Unanswered",
    "no_authority": "No authority",
    "repeated_script": "Repeated script",
    "distress": "Distress",
    "asked_for_senior": "Asked for a senior",
    "vulnerable": "Vulnerable",
}
CLOCKS: dict[Reason, str] = {
    "empathy_without_action": "no action for",
    "broken_promise": "promised, not kept, for",
    "unanswered": "no reply for",
    "no_authority": "nobody who may act for",
    "repeated_script": "nothing but script for",
    "distress": "in distress for",
    "asked_for_senior": "no senior for",
    "vulnerable": "in need for",
}
"""What the running clock of an escalation counts, since its `since`."""
SEVERITIES: dict[Severity, str] = {"critical": "Critical", "warning": "Warning", "info": "Info"}
"""The gravest first."""
RANKS: dict[Severity, int] = {severity: rank for rank, severity in enumerate(SEVERITIES)}
ENDINGS: dict[Why, str] = {
    "acted": "acted",
    "handed_off": "handed off",
    "confirmed": "customer confirmed",
    "answered": "answered",
    "calmed": "calmed",
    "conversation_closed": "conversation closed",
    "ended": "ended",
    "resolved": "resolved",
    "false_alarm": "false alarm",
    "erased": "erased",
}
VERDICTS: dict[Verdict, str] = {
    "acknowledged": "Acknowledge",
    "resolved": "Resolved",
    "false_alarm": "False alarm",
}
KEYS: dict[Verdict, str] = {"acknowledged": "a", "resolved": "r", "false_alarm": "f"}


def plainly(cue: str) -> str:
    """A cue's name as people say it: ``empathy.understanding`` is "empathy: understanding"."""
    return cue.replace("_", " ").replace(".", ": ", 1)


RULES: dict[Reason, str] = {
    "empathy_without_action": (
        "Empathy was shown to an open problem and no resolving action has followed: the wait of three minutes ran out, "
        "a second empathic reply came with nothing done between, or the chat was closed."
    ),
    "broken_promise": "The time of a promise passed, and what was promised has not come.",
    "unanswered": "The customer has waited too long for a reply; half as long counts while distress is high.",
    "no_authority": "The agent may not do what is needed, and nobody who may has been handed the chat.",
    "repeated_script": "The same text, or a third apology, with the problem open and nothing done between.",
    "distress": "Distress has been high over three messages of the customer, or has jumped.",
    "asked_for_senior": "The customer asked for a manager or a person, and no handoff has followed.",
    "vulnerable": "Somebody is in danger or in special need.",
}
"""Why each reason opens, by the rules' defaults."""
