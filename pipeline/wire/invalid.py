"""What msgspec finds wrong with a record, in the words of whoever wrote it."""

from ast import literal_eval
from collections.abc import Mapping
from typing import get_args

from pipeline.domain.events import Outcome, Role, Status, Verdict
from pipeline.language.quotes import quote
from pipeline.wire.inbound import Visibility
from pipeline.wire.masking import secrets
from pipeline.wire.rejection import Rejected

LONGEST = 40
"""Characters of a wrong value that are shown."""
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "author.role": get_args(Role),
    "outcome": get_args(Outcome),
    "status": get_args(Status),
    "verdict": get_args(Verdict),
    "visibility": get_args(Visibility),
}
_NOT_ALLOWED = "Invalid enum value "


def invalid(error: str) -> Rejected:
    """The rejection that tells it."""
    # A value that is told may hold anything; the path comes last.
    what, _, path = error.rpartition(" - at `") if error.endswith("`") and " - at `" in error else (error, "", "")
    field = path.rstrip("`").removeprefix("$.") or "the value"
    if what.startswith("Object missing required field"):
        name = what.split("`")[1]
        return Rejected("missing_field", f"`{f'{field}.{name}' if path else name}` is missing")
    if field == "at":
        return Rejected("bad_time", "`at` is no ISO 8601 time with an offset")
    if what.startswith(_NOT_ALLOWED):
        allowed = ", ".join(_ALLOWED.get(field, ())) or "those allowed"
        return Rejected("invalid_field", f"`{field}` is none of {allowed}", _shown(what.removeprefix(_NOT_ALLOWED)))
    return Rejected("invalid_field", f"`{field}`: {what}".replace("`the value`", "the value"))


def _shown(literal: str) -> str:
    """A wrong value as it may be shown: masked, on one line, short."""
    value = str(literal_eval(literal))
    words = "".join(c if c.isprintable() else " " for c in quote(value, secrets(value)))
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
