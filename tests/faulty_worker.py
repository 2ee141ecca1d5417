"""The worker, with a fault in its judgement: chats whose names begin with ``broken`` cannot be folded."""

import sys
from typing import Any

from pipeline.cli.main import main
from pipeline.domain import conversation, partition
from pipeline.domain.conversation import Moved


def move(state: Any, event: Any, rules: Any, past: int | None = None) -> Moved:  # noqa: ANN401 - whatever the real one takes
    if event.conversation_id.startswith("broken"):
        raise ZeroDivisionError
    return conversation.move(state, event, rules, past)


vars(partition)["move"] = move
main(sys.argv[1:])
