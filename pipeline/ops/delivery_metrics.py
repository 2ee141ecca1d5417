"""What is told of deliveries: by target, whose names are in the targets file."""

from prometheus_client import Counter, Gauge, Histogram

ATTEMPTS = Counter("makegood_delivery_attempts", "Attempts to tell a target.", ["target", "outcome"])
ENDED = Counter("makegood_deliveries", "Notices by how they ended.", ["target", "outcome"])
SECONDS = Histogram(
    "makegood_delivery_seconds",
    "From a decision to its arrival at a target; what was caught up with counts in full.",
    ["target"],
    buckets=(0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900),
)
WAITING = Gauge("makegood_deliveries_waiting", "Notices on their way to a target.", ["target"])
RESTING = Gauge("makegood_delivery_target_resting", "1 while a target is left alone after many failures.", ["target"])
ANSWERS = Counter("makegood_answers", "What seniors said by a link.", ["answer"])


def begin(target: str) -> None:
    """Show a target's series from the start, so that increase() does not miss the first."""
    for outcome in ("delivered", "failed"):
        ATTEMPTS.labels(target, outcome)
    for outcome in ("delivered", "given_up"):
        ENDED.labels(target, outcome)
    waiting(target, 0)
    RESTING.labels(target).set(0)


def attempted(target: str, *, arrived: bool, resting: bool) -> None:
    """One attempt has ended."""
    ATTEMPTS.labels(target, "delivered" if arrived else "failed").inc()
    RESTING.labels(target).set(resting)


def ended(target: str, seconds: float | None) -> None:
    """A notice arrived, so long after its decision; or was given up (None)."""
    ENDED.labels(target, "given_up" if seconds is None else "delivered").inc()
    if seconds is not None:
        SECONDS.labels(target).observe(max(0.0, seconds))


def waiting(target: str, number: int) -> None:
    """So many wait."""
    WAITING.labels(target).set(number)
