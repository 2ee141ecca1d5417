"""A loop over the messages of a file, without Kafka: ``python -m tests.bench.loops vader|judgement FILE``."""

import sys
from pathlib import Path

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from pipeline.domain.partition import Partition
from pipeline.domain.rules import Rules
from pipeline.language.reader import Reader
from pipeline.wire.codec import Decoder
from pipeline.wire.masking import secrets
from tests.bench.measured import Stopwatch
from tests.bench.messages import Sent


def main(what: str, file: str) -> None:
    """Run one loop and tell what it took."""
    sent = msgspec.msgpack.decode(Path(file).read_bytes(), type=list[Sent])
    watch = Stopwatch(len(sent))
    if what == "vader":
        analyzer = SentimentIntensityAnalyzer()
        for one in sent:
            analyzer.polarity_scores(one.text)
            watch.one_more()
    else:
        decoder, partition = Decoder(Reader(secrets).read_all), Partition(Rules())
        for one in sent:
            partition.fold(decoder.event(one.value, one.conversation.encode()))
            partition.commit()
            watch.one_more()
    watch.tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
