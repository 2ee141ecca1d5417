"""A worker, put together and run."""

import asyncio
import gc
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError, UnknownError, UnsupportedVersionError
from prometheus_client import Gauge

from pipeline.domain.rules import Rules
from pipeline.ops import metrics
from pipeline.ops.complaint import Complaint
from pipeline.ops.settings import Settings
from pipeline.stream import client, faust_parts
from pipeline.stream.account import Account
from pipeline.stream.chats import Chats
from pipeline.stream.clock import LiveClock
from pipeline.stream.delivery import Delivery, Ordered, Transactions
from pipeline.stream.guard import guarded
from pipeline.stream.judge import add_agents
from pipeline.stream.ledger import Ledger
from pipeline.stream.ownership import Ownership
from pipeline.stream.routes import Routes
from pipeline.stream.source import Source
from pipeline.wire.codec import Decoder
from pipeline.wire.topics import ROUTING

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
        self._deliver = self._deliveries()
        self._clock = LiveClock() if settings.clock == "wall" else None
        self._sources: list[Source] = []

    def run(self) -> int:
        """Run until SIGINT or SIGTERM. Returns the exit status; raises Complaint where the user can do something."""
        gc.set_threshold(*COLLECT_AFTER)
        settings = self._settings
        app = faust_parts.judge_app(settings.app, settings.broker)
        self._sources = [
            self._add(app, "judge", settings.app, (settings.events_topic,), self._chats, metrics.PARTITIONS_OWNED),
            self._add(app, "route", f"{settings.app}-routing", (ROUTING.name,), self._routes, metrics.ROUTING_OWNED),
        ]
        app.sources = self._sources
        with guarded(self._hopeless):
            status = faust_parts.run(app)
        for source in self._sources:
            if isinstance(source.failure, Complaint):
                raise source.failure
        return status

    def trouble(self) -> str | None:
        """Say why no chats are judged now, or ``None``."""
        if not self._sources:
            return "starting"
        return next(filter(None, (source.trouble() for source in self._sources)), None)

    def standstill(self) -> str | None:
        """Say what has come to a standstill, so that a new start would help, or ``None``."""
        return next(filter(None, (source.watchdog.trouble() for source in self._sources)), None)

    def _hopeless(self) -> str | None:
        return next(filter(None, (source.watchdog.hopeless() for source in self._sources)), None)

    def _add(  # noqa: PLR0913, PLR0917 - the two folds differ in as much
        self,
        app: faust_parts.JudgeApp,
        name: str,
        group: str,
        topics: tuple[str, ...],
        make: Callable[[int], Ledger],
        owned: Gauge,
    ) -> Source:
        """Make a source in a group of its own, with its agents."""

        def ownership(
            consumer: AIOKafkaConsumer, begun: Callable[[], None], failed: Callable[[BaseException], None]
        ) -> Ownership:
            return Ownership(
                consumer, topics, make, accept_loss=self._accept_loss, owned=owned, begun=begun, failed=failed
            )

        metrics.expect(topics)
        channel = faust_parts.BatchChannel(app)
        source = Source(lambda: client.group_consumer(self._settings, group), ownership, channel, topics, self._clock)
        add_agents(app, channel, source, name)
        return source

    def _chats(self, number: int) -> Ledger:
        settings = self._settings
        account = Chats(number, self._decoder, self._rules, by_agent=settings.metrics_by_agent, now=self._now())
        delivery = self._deliver(str(number), number, settings.app)
        return self._ledger(number, delivery, account)

    def _routes(self, number: int) -> Ledger:
        delivery = self._deliver("routing", number, f"{self._settings.app}-routing")
        return self._ledger(number, delivery, Routes(self._rules, self._settings.events_topic, self._now()))

    def _now(self) -> Callable[[], int] | None:
        """Real time (ms), where it counts."""
        return self._clock.latest if self._clock else None

    def _ledger(self, number: int, delivery: Delivery, account: Account) -> Ledger:
        return Ledger(
            number,
            delivery=delivery,
            account=account,
            settings=self._settings,
            accept_dead_letters=self._accept_dead_letters,
        )

    def _deliveries(self) -> Callable[[str, int, str], Delivery]:
        """How to write: by the end of the transactional id, the partition number and the group."""
        settings = self._settings
        wanted = settings.delivery
        able = wanted != "ordered" and asyncio.run(has_transactions(settings))
        if wanted == "exactly_once" and not able:
            raise Complaint(f"the broker at {settings.broker} has no transactions: set MAKEGOOD_DELIVERY=ordered")
        if able:
            return lambda name, number, group: Transactions(
                client.transactional_producer(settings, f"{settings.app}-{name}"), number, group
            )
        return lambda _name, number, _group: Ordered(client.plain_producer(settings), number)


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
