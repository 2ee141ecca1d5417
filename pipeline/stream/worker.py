"""A worker, put together and run."""

import asyncio
import gc
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError, UnknownError, UnsupportedVersionError

from pipeline.domain.rules import Rules
from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings
from pipeline.stream import client, faust_parts
from pipeline.stream.clock import LiveClock
from pipeline.stream.delivery import Delivery, Ordered, Transactions
from pipeline.stream.judge import add_agents
from pipeline.stream.ledger import Ledger
from pipeline.stream.ownership import Ownership
from pipeline.stream.source import Source
from pipeline.wire.codec import Decoder

PROBE_WITHIN = 10.0
COLLECT_AFTER = (50_000, 20, 20)
"""Objects made between two looks of Python's collector of cycles, and how many looks make a thorough one. With its own
700 it took 40 % of the time of reading half a million states, looking through them again and again; the fold makes no
cycles."""


class Worker:
    """One worker process: its app, and what it says about itself."""

    def __init__(
        self,
        settings: Settings,
        rules: Rules,
        decoder: Decoder,
        *,
        accept_loss: bool = False,
        accept_dead_letters: bool = False,
    ) -> None:
        """Nothing is connected before :meth:`run`. Raises Complaint where the broker lacks what was asked for."""
        self._settings = settings
        self._rules = rules
        self._decoder = decoder
        self._accept_loss = accept_loss
        self._accept_dead_letters = accept_dead_letters
        self._topics = (settings.events_topic,)
        self._deliver = self._deliveries()
        self._source: Source | None = None

    def run(self) -> int:
        """Run until SIGINT or SIGTERM. Returns the exit status; raises Complaint where the user can do something."""
        gc.set_threshold(*COLLECT_AFTER)
        app = faust_parts.judge_app(self._settings.app, self._settings.broker)
        channel = faust_parts.BatchChannel(app)
        source = Source(
            lambda: client.group_consumer(self._settings),
            self._ownership,
            channel,
            self._topics,
            LiveClock() if self._settings.clock == "wall" else None,
        )
        app.source = self._source = source
        add_agents(app, channel, source)
        status = faust_parts.run(app)
        if isinstance(source.failure, Complaint):
            raise source.failure
        return status

    def trouble(self) -> str | None:
        """Say why no chats are judged now, or ``None``."""
        return self._source.trouble() if self._source else "starting"

    def standstill(self) -> str | None:
        """Say what has come to a standstill, so that a new start would help, or ``None``."""
        return self._source.watchdog.trouble() if self._source else None

    def _ownership(
        self, consumer: AIOKafkaConsumer, begun: Callable[[], None], failed: Callable[[BaseException], None]
    ) -> Ownership:
        return Ownership(
            consumer, self._topics, self._ledger, accept_loss=self._accept_loss, begun=begun, failed=failed
        )

    def _ledger(self, number: int) -> Ledger:
        return Ledger(
            number,
            delivery=self._deliver(number),
            decoder=self._decoder,
            rules=self._rules,
            settings=self._settings,
            accept_dead_letters=self._accept_dead_letters,
        )

    def _deliveries(self) -> Callable[[int], Delivery]:
        settings = self._settings
        wanted = settings.delivery
        able = wanted != "ordered" and asyncio.run(has_transactions(settings))
        if wanted == "exactly_once" and not able:
            raise Complaint(f"the broker at {settings.broker} has no transactions: set MAKEGOOD_DELIVERY=ordered")
        if able:
            return lambda number: Transactions(
                client.transactional_producer(settings, f"{settings.app}-{number}"), number, settings.app
            )
        return lambda number: Ordered(client.plain_producer(settings), number)


async def has_transactions(settings: Settings) -> bool:
    """Ask the broker for a transactional producer of our own.

    Raises:
        Complaint: the broker cannot be reached.
    """
    producer = client.transactional_producer(settings, f"{settings.app}-probe")
    try:
        await asyncio.wait_for(producer.start(), PROBE_WITHIN)
    except (UnknownError, UnsupportedVersionError):
        return False  # the embedded broker answers with an error that Kafka does not know
    except (KafkaError, TimeoutError) as error:
        raise Complaint(f"no answer from Kafka at {settings.broker} ({error}): is it running?") from error
    finally:
        await producer.stop()
    return True
