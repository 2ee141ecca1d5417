"""Public support chats as events: ``python tests/real_chats.py FOLDER OUT.jsonl [tweetsumm] [twcs] [sgd]``.

TweetSumm (summaries CC0, tweets CC BY-NC-SA 4.0) has no times: a turn comes about 40 s after the one before, by a
rule seeded with the conversation's id. The threads of Customer Support on Twitter (CC BY-NC-SA 4.0) bring their own.
Of Schema-Guided Dialogue (CC BY-SA 4.0), where customers only book, ask and choose, every fifth dialogue, a turn every
25 s, closed 40 s after the last.
The data stays outside the project; FOLDER is where their files lie.
"""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOURS = 10
MEAN_TURN_SECONDS = 40.0

Line = dict[str, Any]


def rows(path: Path) -> Iterator[Line]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def message(conversation: str, number: int, at: datetime, role: str, text: str) -> Line:
    return {
        "type": "message",
        "id": f"{conversation}-{number}",
        "conversation_id": conversation,
        "at": at.isoformat(timespec="milliseconds"),
        "author": {"role": role, "id": f"{role}-{conversation}"},
        "text": text,
    }


def tweetsumm(folder: Path) -> Iterator[Line]:
    for row in rows(folder / "tweetsumm_dialogues.jsonl.gz"):
        name = f"ts-{row['conversation_id']}"
        chance = random.Random(name)
        at = START + timedelta(seconds=chance.uniform(0, HOURS * 3_600))
        for number, turn in enumerate(row["turns"]):
            yield message(name, number, at, turn["speaker"], turn["text"])
            at += timedelta(seconds=10 + chance.expovariate(1 / (MEAN_TURN_SECONDS - 10)))


def twcs(folder: Path) -> Iterator[Line]:
    for row in rows(folder / "twcs_threads.jsonl.gz"):
        at = datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC)
        name = f"tw-{row['conv']}"
        yield message(name, row["tweet_id"], at, row["speaker"], row["text"])


def sgd(folder: Path) -> Iterator[Line]:
    for number, row in enumerate(rows(folder / "sgd_turns.jsonl.gz")):
        if number % 5:
            continue
        name, at = f"sgd-{number}", START + timedelta(seconds=7 * number)
        for turn, told in enumerate(row["turns"]):
            at += timedelta(seconds=25)
            yield message(name, turn, at, told["speaker"], told["text"])
        closed = message(name, len(row["turns"]), at + timedelta(seconds=40), "system", "")
        yield closed | {"type": "status", "status": "closed"}


def main(folder: Path, out: Path, sets: list[str]) -> None:
    makers = {"tweetsumm": tweetsumm, "twcs": twcs, "sgd": sgd}
    events = [event for name in sets or list(makers) for event in makers[name](folder)]
    events.sort(key=lambda event: (event["at"], event["conversation_id"]))
    out.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events), encoding="utf-8")
    sys.stdout.write(f"{len(events)} events of {len({e['conversation_id'] for e in events})} conversations\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
