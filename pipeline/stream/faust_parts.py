"""Everything that leans on how Faust is built inside. Checked against faust-streaming 0.15.3 and mode-streaming 0.7.1.

``tests/unit/stream/test_faust_parts.py`` fails when Faust changes under one of these.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import faust
import mode
from faust.app.base import BootStrategy
from faust.channels import Channel
from mode.utils.queues import ThrowableQueue

from pipeline.ops.complaint import Complaint


class NeverHeld:
    """Stands where the queue expects Faust's flow control, which waits for a consumer that we do not run."""

    def is_active(self) -> bool:
        """Batches always flow."""
        return True

    async def acquire(self) -> None:
        """Nothing to wait for."""


class BatchChannel(Channel[Any]):
    """A channel that is open from the start and keeps what it holds.

    Faust's own queue is suspended until its consumer has partitions, and emptied whenever it resumes
    (``FlowControlQueue(clear_on_resume=True)`` in ``Channel.queue``): batches would wait for ever, or vanish.
    """

    @property
    def queue(self) -> ThrowableQueue[Any]:
        """The queue behind the channel, without flow control."""
        if self._queue is None:
            self._queue = ThrowableQueue(maxsize=self.maxsize or 0, flow_control=NeverHeld())
        return self._queue


class OnlyOurSource(BootStrategy):
    """Boots sensors, agents and our sources; not Faust's consumer, producer, tables, leader topic or web server.

    ``BootStrategy`` is Faust's public hook. The sources come last, so that agents listen before they start
    and are still there when they stop. ``App.service`` would start them only after Faust's own recovery.
    """

    enable_kafka = False
    enable_web = False

    def server(self) -> Iterable[Any]:
        """Return the services of a worker in the order of their start."""
        assert isinstance(self.app, JudgeApp)  # noqa: S101 - the app names this class
        return self._chain(super().server(), self.app.sources)


class JudgeApp(faust.App):
    """The Faust app of a worker: its agents are fed by ``sources`` alone."""

    BootStrategy = OnlyOurSource
    sources: Sequence[mode.Service]

    def _create_directories(self) -> None:
        """Keep nothing on disk; Faust would make ``<id>-data`` in the current folder for tables that we lack."""


def judge_app(name: str, broker: str) -> JudgeApp:
    """Make the app. ``sources`` are to be set before it starts."""
    return JudgeApp(
        name,
        broker=f"kafka://{broker}",
        web_enabled=False,
        autodiscover=False,
        # Faust would stop an app whose stream is silent for long; the source says itself whether it is alive.
        stream_wait_empty=False,
    )


def no_complaint(record: logging.LogRecord) -> bool:
    """Whether a log entry is other than mode's traceback of a complaint, which the user gets as one line."""
    return not (isinstance(record.args, tuple) and any(isinstance(arg, Complaint) for arg in record.args))


def run(app: JudgeApp) -> int:
    """Run until SIGINT or SIGTERM, or until the app crashes. Returns the exit status (0 or 1)."""
    logging.getLogger(type(app.sources[0]).__module__).addFilter(no_complaint)
    worker = faust.Worker(app, quiet=True, redirect_stdouts=False, override_logging=False)
    worker.spinner = None
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
