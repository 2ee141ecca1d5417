"""What is told of deliveries: by target, whose names are in the targets file."""

from typing import Literal, TypeAlias, get_args

from prometheus_client import Counter, Gauge, Histogram

Nudged: TypeAlias = Literal["delivered", "dropped", "broken_off"]

ATTEMPTS = Counter("makegood_delivery_attempts", "Attempts to tell a target.", ["target", "outcome"])
ENDED = Counter("makegood_deliveries", "Notices by how they ended.", ["target", "outcome"])
SECONDS = Histogram(
    "makegood_delivery_seconds",
    "From a decision to its arrival at a target; what was caught up with counts in full.",
    ["target"],
    buckets=(0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900),
)
WAITING = Gauge("makegood_deliveries_waiting", "Notices on their way to a target.", ["target"])
WAITING_SINCE = Gauge(
    "makegood_deliveries_waiting_since_seconds",
    "Since when the oldest notice is on its way to a target; nothing while there is none.",
    ["target"],
)
BEHIND = Gauge(
    "makegood_deliveries_behind", "Offsets by which a target is behind the one that is told furthest.", ["target"]
)
RESTING = Gauge(
    "makegood_delivery_target_resting",
    "1 while notices wait for a target that is left alone after many failures.",
    ["target"],
)
NUDGES = Counter("makegood_nudges", "Nudges to agents by how they ended.", ["target", "outcome"])
NUDGES_UNKEPT = Counter("makegood_nudges_unkept", "Deadlines that were not kept for a nudge: there were too many.")
HOLDING = Gauge("makegood_deliveries_holding", "1 while this process reads decisions: one of a group does.")
ANSWERS = Counter("makegood_answers", "What seniors said by a link.", ["answer"])


def begin(target: str) -> None:
    """Show a target's series from the start, so that increase() does not miss the first."""
    for outcome in ("delivered", "failed"):
        ATTEMPTS.labels(target, outcome)
    for outcome in ("delivered", "given_up"):
        ENDED.labels(target, outcome)
    for nudge in get_args(Nudged):
        NUDGES.labels(target, nudge)
    SECONDS.labels(target)
    waiting(target, 0)
    behind(target, 0)


def behind(target: str, offsets: int) -> None:
    """So far is a target behind, since it has no room."""
    BEHIND.labels(target).set(offsets)


def attempted(target: str, *, arrived: bool) -> None:
    """One attempt has ended."""
    ATTEMPTS.labels(target, "delivered" if arrived else "failed").inc()


def ended(target: str, seconds: float | None) -> None:
    """A notice arrived, so long after its decision; or was given up (None)."""
    ENDED.labels(target, "given_up" if seconds is None else "delivered").inc()
    if seconds is not None:
        SECONDS.labels(target).observe(max(0.0, seconds))


def nudged(target: str, outcome: Nudged) -> None:
    """A nudge ended: nothing counts as given up, since it is worth nothing later."""
    NUDGES.labels(target, outcome).inc()


def waiting(target: str, number: int, since_s: float | None = None, *, resting: bool = False) -> None:
    """So many wait, the oldest since then (seconds since the epoch).

    ``resting``: whether the target is left alone. Where nothing waits nobody tries it, and nobody knows: another
    process may have the decisions now, and reach it.
    """
    WAITING.labels(target).set(number)
    RESTING.labels(target).set(resting and number > 0)
    if since_s is None:
        WAITING_SINCE.remove(target)
    else:
        WAITING_SINCE.labels(target).set(since_s)
