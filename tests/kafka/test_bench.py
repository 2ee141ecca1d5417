import json
import subprocess
import sys

import pytest


@pytest.mark.needs("java", "maven")
def test_bench_measures_a_worker_on_a_kafka_that_it_starts() -> None:
    command = [sys.executable, "-m", "pipeline.cli.main", "bench", "--messages", "10000", "--format", "json"]
    done = subprocess.run([*command, "--only", "step", "--only", "worker"], capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert list(found["ratios"]) == ["worker/step"]
    assert found["ratios"]["worker/step"] > 0
    assert 0 < found["cpu_ratios"]["worker/step"] < 2, "a worker judges, and writes besides"
    assert found["contenders"]["worker"]["cpu_microseconds"] > 0
