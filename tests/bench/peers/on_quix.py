"""The judgement on Quix Streams, with its RocksDB state and changelog: at least once, as it is by default."""

from typing import Any

from quixstreams import Application
from quixstreams.state import State

from pipeline.wire.topics import EVENTS
from tests.bench.peers.judging import BROKER, FOLDER, OUTCOMES, WATCH, judged


def main() -> None:
    """Read the topic to its end and tell what it took, the last commit included."""
    app = Application(
        broker_address=BROKER,
        consumer_group="on-quix",
        auto_offset_reset="earliest",
        state_dir=FOLDER,
        loglevel="WARNING",
    )

    def judge(value: bytes, key: bytes, timestamp: int, headers: Any, state: State) -> list[bytes]:  # noqa: ANN401
        del headers
        kept, written = judged(value, key, timestamp, state.get_bytes("conversation"))
        if kept:
            state.set_bytes("conversation", kept)
        if WATCH.one_more():
            app.stop()
        return list(written)

    frame = app.dataframe(app.topic(EVENTS.name, value_deserializer="bytes", key_deserializer="bytes"))
    frame = frame.apply(judge, stateful=True, metadata=True, expand=True)
    frame.to_topic(app.topic(OUTCOMES, value_serializer="bytes", key_serializer="bytes"))
    app.run()
    WATCH.tell()


if __name__ == "__main__":
    main()
