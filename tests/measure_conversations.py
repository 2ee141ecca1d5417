"""How well the written conversations are judged: ``python tests/measure_conversations.py a b [-v]``."""

import sys
from collections import Counter

from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets
from tests.scenarios import Verdict, judge, load, seconds, steps_of


def main(names: list[str], *, verbose: bool) -> None:
    decoder, rules = Decoder(Reader(secrets).read_all), Rules()
    verdicts = [judge(s, steps_of(s, decoder, rules)) for name in names for s in load(name)]
    if verbose:
        for verdict in verdicts:
            tell(verdict)
    wanted = Counter(e.reason for v in verdicts for e in v.scenario.expect)
    missed = Counter(e.reason for v in verdicts for e in v.missed)
    for reason, count in wanted.items():
        sys.stdout.write(f"{reason:25} {count - missed[reason]:3} of {count}\n")
    quiet = [v for v in verdicts if v.scenario.quiet]
    loud = [v for v in quiet if v.extra]
    ends = sum(e.ends is not None for v in verdicts for e in v.scenario.expect)
    hits = wanted.total() - missed.total()
    sys.stdout.write(
        f"escalations {hits} of {wanted.total()} = {hits / wanted.total():.1%}; "
        f"quiet chats escalated {len(loud)} of {len(quiet)} = {len(loud) / len(quiet):.1%}; "
        f"wanted ends missed {sum(len(v.not_ended) for v in verdicts)} of {ends}; "
        f"extra in others {sum(len(v.extra) for v in verdicts if not v.scenario.quiet)}\n"
    )


def tell(verdict: Verdict) -> None:
    if not (verdict.missed or verdict.not_ended or verdict.extra):
        return
    sys.stdout.write(f"\n## {verdict.scenario.id}: {verdict.scenario.about}\n")
    for at, who, text in verdict.scenario.events:
        sys.stdout.write(f"   {at:6} {who}: {text}\n")
    for wanted in verdict.missed:
        sys.stdout.write(f" - MISSED {wanted.reason} {wanted.opened}\n")
    for wanted in verdict.not_ended:
        sys.stdout.write(f" - NOT ENDED {wanted.reason} {wanted.ends} {wanted.ends_at}\n")
    for step in verdict.extra:
        sys.stdout.write(f" - EXTRA {step.reason} at {seconds(step.at)}\n")
    for step in verdict.steps:
        quotes = " | ".join(f"{e.cue}: {e.quote}" for e in step.evidence)
        sys.stdout.write(f"   . {seconds(step.at):8} {step.type} {step.reason} {step.severity} {step.why} {quotes}\n")


if __name__ == "__main__":
    main([a for a in sys.argv[1:] if a != "-v"], verbose="-v" in sys.argv)
