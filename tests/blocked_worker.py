"""The worker, whose event loop is blocked by chats whose names begin with ``blocking``; its guard soon has enough."""

import sys
import time
from typing import Any

from pipeline.cli.main import main
from pipeline.domain import conversation, partition
from pipeline.domain.conversation import Moved
from pipeline.stream import guard, watchdog


def move(state: Any, event: Any, rules: Any, past: int | None = None) -> Moved:  # noqa: ANN401 - whatever the real one takes
    if event.conversation_id.startswith("blocking"):
        time.sleep(600)
    return conversation.move(state, event, rules, past)


vars(partition)["move"] = move
guard.LOOK_EVERY = 1.0
watchdog.STANDSTILL = 3.0
main(sys.argv[1:])
