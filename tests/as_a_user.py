"""``ingest`` and workers on Apache Kafka against ``replay``: ``python -m tests.as_a_user EVENTS.jsonl [--kill]``.

Everything through the command line, as a user would; the steps are read from the topic with ``read_committed`` and
compared with those of ``replay``, field by field.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.wire.topics import ESCALATIONS
from tests.brokers import ApacheKafka
from tests.running import Stage


def run(*arguments: str, broker: str | None = None, status: int) -> bytes:
    """Run a command that ends with this exit status; its output."""
    command = [sys.executable, "-m", "pipeline.cli.main", *arguments, *(("--broker", broker) if broker else ())]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == status, done.stderr.decode()[-2_000:]
    return done.stdout


def makegood(*arguments: str, broker: str | None = None) -> bytes:
    """Run a command; its output. Fails where the command fails."""
    return run(*arguments, broker=broker, status=0)


def by_conversation(lines: list[bytes]) -> dict[str, list[bytes]]:
    """The steps of each conversation in their order; between conversations there is none to compare."""
    found: dict[str, list[bytes]] = {}
    for line in lines:
        name = line.split(b'"conversation_id":"', 1)[1].split(b'"', 1)[0].decode()
        found.setdefault(name, []).append(line)
    return found


def assert_worker_equals_replay(stage: Stage, events: Path, *, kill: bool) -> int:
    """Ingest ``events``, let one worker (or two, one killed in the middle) judge, compare. The number of steps."""
    workers = [stage.worker() for _ in range(2 if kill else 1)]
    stage.until(lambda: sum(w.owned() for w in workers) == stage.partitions and all(w.owned() for w in workers), "work")
    makegood("ingest", str(events), broker=stage.broker)
    if kill:
        stage.until(lambda: workers[0].metric("makegood_messages_total") > 100, "work under way")
        workers[0].kill()
    stage.count_written()
    stage.wait_until_judged()
    there = by_conversation([record.value or b"" for record in stage.read(ESCALATIONS.name)])
    here = by_conversation(makegood("replay", str(events), "--format", "jsonl").splitlines())
    differing = [name for name in there.keys() | here.keys() if there.get(name) != here.get(name)]
    assert not differing, f"{len(differing)} conversations differ, the first: {differing[0]}"
    return sum(map(len, here.values()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, ApacheKafka(Path(folder)) as kafka:
        stage = Stage(kafka.address, partitions=8)
        steps = assert_worker_equals_replay(stage, Path(sys.argv[1]), kill="--kill" in sys.argv)
        stage.end()
        sys.stdout.write(f"{steps} steps, the same on the topic and in replay\n")
