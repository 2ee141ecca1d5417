"""Public labelled data as lines for ``makegood eval``: ``python -m tests.labelled_sets FOLDER SET [tune|report]``.

The data stays outside the project; FOLDER is where its files lie. Each set is cut in two by a hash of its
conversations' ids: one half to tune on, the other to report. Licences and what each label means: docs/accuracy.md.
"""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median_low
from typing import Any
from zlib import crc32

Line = dict[str, Any]
HALVES = ("tune", "report")

GRIM = frozenset(
    [
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
    ]
)
GLAD = frozenset(
    [
        "admiration",
        "amusement",
        "approval",
        "caring",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
    ]
)
"""Of GoEmotions; what is in neither is left out, but neutral, which is calm."""
EDOS_GRIM = frozenset(
    [
        "Angry",
        "Furious",
        "Annoyed",
        "Disgusted",
        "Disappointed",
        "Devastated",
        "Sad",
        "Anxious",
        "Terrified",
        "Afraid",
        "Apprehensive",
        "Lonely",
    ]
)
EDOS_EMPATHY = frozenset(["Consoling", "Sympathizing", "Acknowledging", "Caring"])


def rows(path: Path) -> Iterator[Line]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def table(path: Path, delimiter: str = ",", names: list[str] | None = None) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        if delimiter == ",":
            told: Iterator[list[str]] = csv.reader(file)
        else:
            told = (row.rstrip("\n").split(delimiter) for row in file)
        head = names or next(told)
        yield from (dict(zip(head, row, strict=False)) for row in told)


def line(role: str, text: str, conversation: str, name: str = "", **labels: bool) -> Line:
    return {"name": name, "role": role, "text": text, "conversation_id": conversation, "labels": labels}


def airline(folder: Path) -> Iterator[Line]:
    """Twitter US Airline Sentiment: negative against the rest."""
    for row in table(folder / "airline_tweets.csv.gz"):
        yield line("customer", row["text"], row["text"], distress=row["airline_sentiment"] == "negative")


def goemotions(folder: Path, part: str = "dev") -> Iterator[Line]:
    """GoEmotions: bad feelings against good ones and none."""
    names = (folder / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    for row in table(folder / f"goemotions_{part}.tsv.gz", "\t", ["text", "ids", "id"]):
        felt = {names[int(number)] for number in row["ids"].split(",")}
        if felt & GRIM and not felt & GLAD:
            yield line("customer", row["text"], row["id"], distress=True)
        elif felt <= GLAD | {"neutral"}:
            yield line("customer", row["text"], row["id"], distress=False)


def edos(folder: Path) -> Iterator[Line]:
    """EDOS: the last turn of a film dialogue; its feeling, or the kind of empathy it shows."""
    for row in table(folder / "edos_9k.csv.gz"):
        felt, text = row["Agreed emotion (2/3 vote)"], row["Dialog"].splitlines()[-1]
        if felt != "-":
            yield line("customer", text, row["DialogID"], distress=felt in EDOS_GRIM)
            yield line("agent", text, row["DialogID"], empathy=felt in EDOS_EMPATHY)


def calm(folder: Path) -> Iterator[Line]:
    """What customers write who only book, ask or answer (Schema-Guided Dialogue, tau-bench): not distressed."""
    for name, file in (("sgd", "sgd_turns"), ("tau", "tau_airline")):
        for number, row in enumerate(rows(folder / f"{file}.jsonl.gz")):
            for turn in row["turns"]:
                if turn["speaker"] == "customer":
                    yield line("customer", turn["text"], f"{name}-{number}", name, distress=False)


def sgd(folder: Path) -> Iterator[Line]:
    """Schema-Guided Dialogue: NOTIFY_SUCCESS against what proposes, asks or fails, and NOTIFY_FAILURE by itself.

    What only informs is by itself too: "the alarm is set for 4:30" tells what was asked, and claims no deed.
    """
    for row in rows(folder / "sgd_turns.jsonl.gz"):
        for turn in row["turns"]:
            acts = set(turn["acts"])
            if turn["speaker"] != "agent":
                continue
            told = line("agent", turn["text"], row["dialogue_id"], resolving="NOTIFY_SUCCESS" in acts)
            if acts & {"NOTIFY_SUCCESS", "OFFER", "CONFIRM", "REQUEST", "NOTIFY_FAILURE"}:
                yield told
            else:
                yield told | {"name": "informs"}
            if "NOTIFY_FAILURE" in acts:
                yield told | {"name": "failure"}


def tau(folder: Path) -> Iterator[Line]:
    """tau-bench airline: an agent's turn after an action that succeeded, against the other turns."""
    for row in rows(folder / "tau_airline.jsonl.gz"):
        done = False
        for turn in row["turns"]:
            if turn["speaker"] == "action":
                done |= turn["kind"] == "resolving" and turn["ok"]
            elif turn["speaker"] == "agent":
                yield line("agent", turn["text"], f"{row['task_id']}-{row['trial']}", resolving=done)
                done = False


def abcd(folder: Path) -> Iterator[Line]:
    """workflow-response: what an agent goes on to write, by two or three of three judges carrying out the action."""
    for number, row in enumerate(rows(folder / "abcd_compliance.jsonl.gz")):
        asked = f"{row['next_action'].replace('-', ' ')}\n{row['guideline']}"
        for response in row["responses"]:
            grade = median_low([score for score in response["scores"] if score is not None] or [0])
            text = "\n".join(turn["text"] for turn in response["turns"] if turn["speaker"] == "agent")
            if grade and text:
                told = line("agent", text, f"abcd-{number}", resolving=grade > 0)
                yield told | {"asked": asked}


def twcs(folder: Path) -> Iterator[Line]:
    """Customer Support on Twitter: acts of agents that labellers marked, each where its company's list has it."""
    acts = {
        "empathy.apology": ("Apologize",),
        "deferral.dm": ("Request DM", "Request username via DM", "Request email address via DM"),
        # To investigate is to ask what happened, or to look.
        "request|promise.check": ("Investigate issue", "Investigate Issue"),
    }
    for row in rows(folder / "twcs_labelled.jsonl.gz"):
        if row["speaker"] != "agent":
            continue
        labels = {
            cue: any(name in row["labels"] for name in names)
            for cue, names in acts.items()
            if any(name in row["label_set"] for name in names)
        }
        told = line("agent", row["text"], str(row["tweet_id"]))
        yield told | {"labels": labels}


SETS: dict[str, Callable[[Path], Iterable[Line]]] = {
    made.__name__: made for made in (airline, goemotions, edos, calm, sgd, tau, abcd, twcs)
}


def half(conversation: str) -> str:
    """To tune on or to report, by a rule that anyone can repeat."""
    return HALVES[crc32(conversation.encode()) & 1]


def main(folder: Path, name: str, wanted: str | None) -> None:
    for told in SETS[name](folder):
        if wanted in {None, half(told["conversation_id"])}:
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
