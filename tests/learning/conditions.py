"""Writes the conditions of the shipped patterns anew: ``python -m tests.learning.conditions``."""

from pathlib import Path

from pipeline.language import conditions, requests
from pipeline.language.lexicon import shipped

FILE = Path(conditions.__file__).with_name("models") / conditions.FILE

if __name__ == "__main__":
    of_cues = (pattern for rule in shipped() for pattern in (*rule.patterns, *rule.unless))
    FILE.write_bytes(conditions.packed((*of_cues, *requests.PATTERNS)))
