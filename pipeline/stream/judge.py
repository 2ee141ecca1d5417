"""The Faust agents: they take batches from the channel and have them judged."""

import asyncio

from faust.types import StreamT

from pipeline.stream.faust_parts import BatchChannel, JudgeApp
from pipeline.stream.source import AT_ONCE, Fetched, Source


def add_agents(app: JudgeApp, batches: BatchChannel, source: Source, name: str) -> None:
    """Add the agents of a source to the app: as many as transactions may run at once."""

    @app.agent(batches, name=name, concurrency=AT_ONCE)
    async def judge(stream: StreamT[Fetched]) -> None:
        async for fetched in stream:
            try:
                await source.judge(fetched)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                # Faust's supervisor would start the agent anew and go on with the next batch.
                source.fail(error)
                raise
