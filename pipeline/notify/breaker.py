"""A circuit breaker: what fails again and again, or asks for it, is left alone for a while; then tried by one."""

FAILURES = 5
"""In a row."""
REST_S = 30.0


class Breaker:
    """Of one target. Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._failures = 0
        self._rests_until = 0.0
        self._asked_until = 0.0
        self._tried = False

    @property
    def open(self) -> bool:
        """Whether the target is left alone, or being tried by one."""
        return self._failures >= FAILURES

    def wait(self, now: float) -> float:
        """Seconds until an attempt may be asked for again; 0: it may be made now. Each one is to be reported."""
        rests_until = max(self._asked_until, self._rests_until if self.open else 0.0)
        if now < rests_until:
            return rests_until - now
        if not self.open:
            return 0.0
        if self._tried:
            return 1.0
        self._tried = True
        return 0.0

    def succeeded(self) -> None:
        """An attempt reached the target."""
        self._failures, self._tried = 0, False

    def failed(self, now: float, after: float = 0.0) -> None:
        """An attempt did not; or the target asks to be left alone for some seconds."""
        self._asked_until = max(self._asked_until, now + after)
        self._failures += 1
        self._tried = False
        if self.open:
            self._rests_until = now + REST_S

    def left(self) -> None:
        """An attempt was broken off and says nothing."""
        self._tried = False
