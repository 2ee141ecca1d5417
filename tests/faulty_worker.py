"""The worker, with a fault in its judgement: chats whose names begin with ``broken`` cannot be folded."""

import sys
from typing import Any

from pipeline.cli.main import main
from pipeline.domain import conversation, partition
from pipeline.domain.conversation import Folded


def step(state: Any, event: Any, rules: Any) -> Folded:  # noqa: ANN401 - whatever the real one takes
    if event.conversation_id.startswith("broken"):
        raise ZeroDivisionError
    return conversation.step(state, event, rules)


vars(partition)["step"] = step
main(sys.argv[1:])
