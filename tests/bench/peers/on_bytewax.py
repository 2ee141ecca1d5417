"""The judgement on Bytewax, with recovery: a snapshot every ten seconds, as it is by default."""

from pathlib import Path
from typing import TypeAlias

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import run_main

from pipeline.wire.topics import EVENTS
from tests.bench.peers.judging import BROKER, FOLDER, OUTCOMES, WATCH, judged

Message: TypeAlias = "KafkaSourceMessage[bytes, bytes]"


def main() -> None:
    """Read the topic to its end and tell what it took."""
    store = Path(FOLDER) / "bytewax"
    store.mkdir()
    init_db_dir(store, 1)
    flow = Dataflow("bench")
    source = op.input("in", flow, KafkaSource([BROKER], [EVENTS.name], tail=False))
    keyed = op.map("key", source, lambda message: (message.key.decode(), message))
    judging = op.stateful_flat_map("judge", keyed, _judge)
    written = op.map("write", judging, lambda kv: KafkaSinkMessage(kv[0].encode(), kv[1]))
    op.output("out", written, KafkaSink([BROKER], OUTCOMES))
    run_main(flow, recovery_config=RecoveryConfig(store))
    WATCH.tell()


def _judge(kept: bytes | None, message: Message) -> tuple[bytes | None, list[bytes]]:
    assert message.timestamp
    kept, written = judged(message.value, message.key, message.timestamp[1], kept)
    WATCH.one_more()
    return kept, list(written)


if __name__ == "__main__":
    main()
