"""A target that stands in for a real one, and what tests tell it."""

from collections.abc import Callable

from pipeline.notify.courier import Courier, Result
from pipeline.notify.notice import Notice
from pipeline.notify.targets import Target
from tests.pushed_time import Pushed

ARRIVED, AWAY = Result(delivered=True), Result(delivered=False, why="status 503")
GIVE_UP = 900.0


def notice(identity: str, conversation: str = "c-1") -> Notice:
    return Notice(id=identity, about=conversation, at=0, event=b"{}", title="", words="")


class Stand:
    """A target that answers as it is told, and remembers when it was asked for what."""

    def __init__(self, clock: Pushed, answer: Callable[[str, int], Result]) -> None:
        self.asked: list[tuple[float, str]] = []
        self._clock = clock
        self._answer = answer

    async def attempt(self, told: Notice) -> Result:
        self.asked.append((self._clock.now(), told.id))
        return self._answer(told.id, sum(name == told.id for _, name in self.asked))


def courier(clock: Pushed, target: Stand) -> Courier:
    return Courier(Target(name="desk", give_up_after=GIVE_UP), target.attempt, clock.now, clock.sleep)
