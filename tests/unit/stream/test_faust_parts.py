"""What we rely on inside Faust and aiokafka. A failure here says: read the new version before trusting it."""

import asyncio
import inspect
from importlib.metadata import version

import mode
from aiokafka import AIOKafkaConsumer
from aiokafka.consumer.fetcher import Fetcher, PartitionRecords
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.protocol.fetch import FetchRequest_v11
from faust.app.base import App, BootStrategy
from faust.channels import Channel
from mode.utils.queues import FlowControlQueue, ThrowableQueue

from pipeline.stream.faust_parts import BatchChannel, JudgeApp, judge_app


def app() -> JudgeApp:
    made = judge_app("test", "127.0.0.1:1")
    made.sources = [mode.Service(), mode.Service()]
    return made


def test_the_versions_are_those_that_were_checked() -> None:
    assert version("faust-streaming") == "0.15.3"
    assert version("mode-streaming") == "0.7.1"
    assert version("aiokafka") == "0.14.0"


def test_what_is_overridden_is_still_there() -> None:
    assert isinstance(inspect.getattr_static(Channel, "queue"), property)
    assert "clear_on_resume=True" in inspect.getsource(Channel)
    assert callable(BootStrategy.server)
    assert callable(App._create_directories)
    assert set(inspect.signature(ThrowableQueue.__init__).parameters) >= {"args", "kwargs"}
    assert "flow_control" in inspect.signature(FlowControlQueue.__init__).parameters


def test_only_sensors_agents_and_our_source_are_booted_the_source_last() -> None:
    made = app()
    services = list(made.boot_strategy.server())
    assert services[-2:] == made.sources
    assert made.agents in services
    names = {type(service).__name__ for service in services}
    assert not names & {"Consumer", "Producer", "TableManager", "Web", "Conductor", "LeaderAssignor"}


def test_a_batch_waits_in_the_channel_whatever_faust_suspends_or_resumes() -> None:
    async def put_and_get() -> object:
        made = app()
        channel = BatchChannel(made)
        reading = channel.clone(is_iterator=True)
        made.flow_control.suspend()
        await channel.put("a batch")  # type: ignore[arg-type]
        made.flow_control.clear()
        made.flow_control.resume()
        return await asyncio.wait_for(reading.__anext__(), 1)

    assert asyncio.run(put_and_get()) == "a batch"


def test_the_app_writes_no_folders() -> None:
    made = app()
    made._create_directories()
    assert not made.conf.datadir.exists()


def test_the_private_calls_of_aiokafka_are_still_there() -> None:
    assert inspect.iscoroutinefunction(GroupCoordinator._do_heartbeat)
    made = inspect.getsource(GroupCoordinator.__init__)
    assert "self._rejoin_needed_fut = create_future()" in made
    assert "self._coordinator = GroupCoordinator(" in inspect.getsource(AIOKafkaConsumer.start)
    heartbeat = inspect.getsource(GroupCoordinator._do_heartbeat)
    assert heartbeat.count("self.reset_generation()") == 2, "a member that is none any more asks to rejoin"
    assert heartbeat.count("self.request_rejoin()") == 1, "so does one whose group is rebalancing"


def test_a_fetch_is_read_as_aiokafka_itself_reads_it() -> None:
    assert "consumer_record = self._consumer_record(tp, record)" in inspect.getsource(PartitionRecords)
    answered = inspect.getsource(Fetcher._proc_fetch_request)
    assert "for partition, error_code, highwater, *part_data in partitions:" in answered
    assert answered.count("lso = part_data[0]") == 2, "the last stable offset comes fourth"
    assert "aborted_transactions = part_data[2]" in answered
    assert "aborted_transactions = part_data[-2]" in answered, "before version 11, and the same from version 5 on"
    assert "MemoryRecords(part_data[-1])" in answered
    assert FetchRequest_v11.API_VERSION == 11
