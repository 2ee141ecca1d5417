"""The judgement on Faust as its documentation shows: an agent, a table, a topic, at least once."""

import os
import sys

import faust

from pipeline.wire.topics import EVENTS
from tests.bench.peers.judging import BROKER, OUTCOMES, WATCH, judged

app = faust.App(
    "on-faust",
    broker=f"kafka://{BROKER}",
    store="memory://",
    topic_partitions=int(os.environ.get("BENCH_PARTITIONS", "8")),
    value_serializer="raw",
    key_serializer="raw",
)
events = app.topic(EVENTS.name, key_type=bytes, value_type=bytes)
outcomes = app.topic(OUTCOMES, key_type=bytes, value_type=bytes)
conversations = app.Table("conversations", key_type=bytes, value_type=bytes)


@app.agent(events)
async def judge(stream: faust.StreamT[bytes]) -> None:
    """Judge each event."""
    async for event in stream.events():
        message = event.message
        kept, written = judged(event.value, event.key, int(message.timestamp * 1000), conversations.get(event.key))
        if kept:
            conversations[event.key] = kept
        for value in written:
            await outcomes.send(key=event.key, value=value)
        if WATCH.one_more():
            WATCH.tell()
            os._exit(0)  # how long it takes to stop is not measured


if __name__ == "__main__":
    sys.argv[1:] = ["worker", "--without-web", "--loglevel", "warn"]
    app.main()
